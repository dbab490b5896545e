"""Given names, which distinguish "iscrivimi Mario Rossi" from "iscrivimi piscina".

The most usual ones of those who live in the valley of the Po. A name that is missing costs nobody anything but an
answer that says what to write; one that is also a thing people enrol in (Alba, Olimpia, Mia, Stella) is missing on
purpose.
"""

# Family names that are no words: alone they are names too.
FAMILY = frozenset(
    """
    rossi russo ferrari esposito bianchi colombo ricci marino moretti barbieri rinaldi lombardi martinelli
    martini ferri mariani santoro marini leonardi longo ferraro caruso silvestri rizzo giordano mancini
    fabbri bellini basile pellegrini palumbo sanna vitale parisi villani marchetti bernardi negri valentini
    pagano piras ruggiero donati sartori orlandi neri guidi ghidini zanella bassi bertoni franchini tosi
    malavasi bottura negrini benatti zanotti ghirardi bonfante vincenzi mantovani hoxha shehu popescu popa
    ionescu singh kaur kumar islam hossain ahmed amrani alaoui bennani elidrissi chen wang zhang
    """.split()
)

GIVEN = frozenset(
    """
    adele adriana adriano agata agnese agostino alberta alberto aldo alessandra alessandro alessia alessio alex
    alfonso alfredo alice amalia amedeo amelia ambra andrea andreina angela angelica angelina angelo anna
    annalisa annamaria anita antonella antonia antonietta antonino antonio ariana arianna armando arnaldo arturo
    assunta attilio augusto barbara bartolomeo beatrice benedetta benedetto beniamino bianca bruna bruno camilla
    carla carlo carlotta carmela carmelo carmine carolina caterina cecilia cesare chiara cinzia claudia claudio
    concetta corrado cosimo cristian cristiana cristiano cristina damiano daniela daniele danilo dario davide
    debora deborah denis diana diego dino domenica domenico donatella donato dora edoardo elena eleonora elia
    eliana elio elisa elisabetta emanuela emanuele emilia emiliano emilio emma enrica enrico enzo erica erika
    ermanno ernesto ester ettore eugenia eugenio eva fabiana fabio fabiola fabrizia fabrizio federica federico
    ferdinando fernanda fernando filippo filomena fiorella fiorenza flavia flavio franca francesca francesco
    franco fulvio gabriele gabriella gaetano gaia gennaro gerardo giacomo giada gianfranca gianfranco gianluca
    gianluigi gianmarco gianna gianni gianpaolo gigi gilberto gina gino giorgia giorgio giovanna giovanni giulia
    giuliana giuliano giulio giuseppe giuseppina gloria grazia graziella greta guido ida ignazio ilaria ines
    irene iris isabella ivan ivana ivano ivo jacopo jessica katia laura lea leonardo lidia liliana lina linda
    lisa livia livio lorena lorenza lorenzo loretta loris luca lucia luciana luciano lucio lucrezia ludovica
    luigi luigia luigina luisa maddalena manuel manuela mara marcella marcello marco margherita maria marialuisa
    mariangela marianna mariella marina mario marisa marta martina massimiliano massimo matilde matteo mattia
    maura maurizio mauro melissa michela michele milena mirco mirella mirko monica morena moreno nadia natalia
    natalina nazareno nicola nicoletta nicolo nino noemi nunzia nunzio oreste orietta ornella oscar osvaldo
    ottavio paola paolo pasquale patrizia patrizio piera piergiorgio pierino pierluigi piero pierpaolo pietro
    pina pino raffaella raffaele raffaella ramona rebecca renata renato renzo riccardo rita roberta roberto
    rocco romano romina romolo rosa rosalba rosalia rosanna rossana rossella ruggero sabina sabrina salvatore
    samuele sandra sandro sara savino sebastiano serena sergio silvana silvano silvia silvio simona simone sofia
    sonia stefania stefano susanna tamara tania tatiana teresa tiziana tiziano tommaso ubaldo ugo umberto
    valentina valentino valeria valerio vanessa vera veronica vincenza vincenzo virginia vito vittoria vittorio
    viviana walter wanda abdel abdelilah abdelkader abdellah ahmed aicha ali amal amina amine anas aziz brahim
    fadma farid fatiha fatima fatna habiba hafida hakim hamid hamza hanane hassan hicham houda hussein ibrahim
    imane ismail jamal kamal karim karima khadija khalid latifa malika mehdi meryem mina mohamed mohammed mourad
    moustafa mustafa nabil nadia naima najat nawal noura omar otman rachid rachida redouane saad said saida
    salah salima samir samira sanaa soufiane souad tarik wafaa yassine younes youssef zahra zakaria zineb
    adelina agim agron albana alban altin arben ardit armela arjana artan besnik bledar blerina bujar denisa
    dritan edlira elvis enkeleda erion ermal fatmir florian gentian gezim ilir klodian kujtim ledina lindita
    luan mimoza mirela shpetim valbona xhesika adina adrian alexandru alina ana anca andreea andrei bogdan
    catalin cornelia costel cristi dana daniel diana doina dumitru elena florentina florin gabriel gheorghe
    ileana ioana ion ionela ionut iulia iulian laurentiu liviu loredana lucian lucica marian mariana marinela
    marius mihaela mihai mircea mirela nicoleta nicolae oana ovidiu petru radu razvan roxana simona sorin stefan
    stefania valentin vasile vasilica viorel viorica andriy halyna ihor inna iryna ivanna kateryna lesya
    liudmyla liubov lyudmyla maryna mykola nataliya oksana olena olga olha oleksandr oleksandra petro roman
    svetlana svitlana taras tetiana tetyana valentyna vasyl viktor viktoria volodymyr yana yaroslav yulia yuliya
    yuriy amandeep amarjit balwinder gurpreet gurdeep harjinder harpreet jagdeep jaspreet jaswinder kamaljit
    kuldeep lakhwinder mandeep manjit manpreet navdeep paramjit parminder rajinder ranjit ravinder sandeep
    satnam sukhdeep sukhwinder sunita surinder varinder abdul anwar farhana hasan kamrul mahmud monir nasrin
    rahima rahman razia rubina shafiq shahin shirin sultana jun li mei ming wei xiao ying alan alberto anne
    charles david emily james jean jennifer john joseph juan julie karen kevin mary michael mohamadou moussa
    pedro peter pierre robert samuel thomas william
    """.split()
)
