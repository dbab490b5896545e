"""HTML as citizens read it: what is hidden goes, what is broken or escaped costs no words, in linear time."""

from __future__ import annotations

import time

import pytest

from pipeline.text import line_of, text_of

CLOAKED = "Questo indirizzo email è protetto dagli spambots. È necessario abilitare JavaScript per vederlo."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        # words in angle brackets
        (
            "<p>Corso &lt;&lt;Vivere bene&gt;&gt;, quota &lt;20 euro</p>",
            "Corso <<Vivere bene>>, quota <20 euro",
        ),
        ("Scrivi a <ufficio.tributi@comune.example.it> o <segreteria@c.it>", None),
        ("Festa <<A tavola insieme>> per <i nonni> e <b forti>", None),
        ("Vedi <https://www.comune.example.it/a>, tel. <0386 000>", None),
        ("3 < 5 > 4 &lt;b&gt;forte&lt;/b&gt;", "3 < 5 > 4 forte"),
        ("<w:sdt><o:p>&nbsp;</o:p>Testo <personname>Verdi</personname></w:sdt>", "Testo Verdi"),
        # raw elements that do not end
        ("<p>Prima.</p><iframe src='x'><p>Dopo.</p>", "Prima.\n\nDopo."),
        ("<iframe src='1'><p>Uno</p><iframe src='2'>nascosto</iframe><p>due</p>", "Uno\n\ndue"),
        ("<p>A</p><script>if (a<b) x();<p>Dopo</p>", "A\n\nDopo"),
        ("<style>p {color: red}<div>B</div><noscript><p>C</p>", "B\n\nC"),
        ("uno<svg><title>icona</title></svg><template>x</template> due", "uno due"),
        ("uno <!-- tre <p>due</p>", "uno tre\n\ndue"),
        # half a tag
        ("fine <img src='data:image/png;base64,iVBORw0", "fine"),
        ("fine <a hre", "fine"),
        ("spese <a carico del comune", "spese <a carico del comune"),
        # escaped twice, thrice
        (
            "&amp;lt;p&amp;gt;L&amp;amp;#39;orario &amp;amp;egrave; nuovo&amp;lt;/p&amp;gt;",
            "L'orario è nuovo",
        ),
        ("<p>Uno</p><p>&amp;lt;b&amp;gt;due&amp;lt;/b&amp;gt; &amp;amp;amp; tre</p>", "Uno\n\ndue & tre"),
        ("vai su https://c.it/?a=1&copy=2&lang=it", None),
        ("Riga uno\nRiga due & tre", None),
        # tables
        (
            "<table><tr><th>Zona</th><th>Giorno</th></tr><tr><td><p>Nord</p></td><td>lun<br>mar</td></tr></table>",
            "Zona Giorno\nNord lun mar",
        ),
        (
            "<table><tr><td><p>" + "parola " * 40 + "</p><p>fine</p></td></tr></table>",
            "parola " * 39 + "parola\n\nfine",
        ),
        ("<ul><li><p>uno</p></li><li>due</li></ul>", "- uno\n\n- due"),
        # cloaked addresses
        (f"<p>Info a <span>{CLOAKED}</span><script>x</script> entro lunedì.</p>", "Info a entro lunedì."),
        ("Indirizzo email protetto contro gli spambots, è necessario JavaScript per vederlo fine", "fine"),
        ("Indirizzo e-mail protetto dal bots spam , deve abilitare Javascript per vederlo. Ciao.", "Ciao."),
        (
            f'A <joomla-hidden-mail first="aW5mbw==" last="YS5pdA==">{CLOAKED}</joomla-hidden-mail> o qui',
            "A info@a.it o qui",
        ),
        (
            '<a class="__cf_email__" data-cfemail="2a43444c456a4b04435e">[email&#160;protected]</a>',
            "info@a.it",
        ),
        # what holds no longer, and what page builders leave
        ("<p>Il <del>12</del> <ins>13</ins> maggio, <s>ore 9</s> ore 10</p>", "Il 13 maggio, ore 10"),
        ("<p>Sconto <s>non finisce", "Sconto non finisce"),
        ("[vc_row][vc_column_text]Testo[/vc_column_text][/vc_row]", "Testo"),
        ('[caption id="a_12" width="300"]Il ponte[/caption] [Rev. 2] [video]', "Il ponte [Rev. 2] [video]"),
        ("<details><summary>Orari</summary>9-12</details>", "Orari\n\n9-12"),
        # who said it
        (
            "<blockquote><p>Grazie.</p><cite>Il sindaco</cite></blockquote><p>Ore 9.</p>",
            "Grazie.\n\n– Il sindaco\n\nOre 9.",
        ),
        ("<p>Leggiamo <cite>I promessi sposi</cite> insieme.</p>", "Leggiamo I promessi sposi insieme."),
        # what nobody sees
        ('<p>A</p><div style="display:none"><div>x</div>y</div><p>B</p>', "A\n\nB"),
        ("<p>A</p><p style='Display : NONE'>x</p><p hidden>x</p><p class='a hidden b'>x</p>B", "A\n\nB"),
        ('<a href="/1">Bando<span class="visually-hidden"> di gara, apre una scheda</span></a>', "Bando"),
        ('<span class="sr-only">Telefono</span>0386 000 <i aria-hidden="true">phone</i>', "0386 000"),
        ('<span class="screen-reader-text">x</span><span style="font-size:0">x</span>Testo', "Testo"),
        ('<p class="d-none d-md-block">A</p><p class="hidden md:flex">B</p>', "A\n\nB"),
        ('<p style="font-size:0.9em">A</p><p class="unhidden">B</p>', "A\n\nB"),
        ("<div hidden><p>Non finisce</p>", "Non finisce"),
        ('<input type="hidden" value="1">A<br class="hidden">B', "A\nB"),
        # who typed it
        ("<span class='author'>g.verdi</span><div>Testo</div>", "Testo"),
        ('<p>Testo</p><a rel="author" href="/u/1">g.verdi</a>', "Testo"),
    ],
)
def test_html_is_read_as_it_was_meant(html: str, text: str | None) -> None:
    assert text_of(html) == (html if text is None else text)


def test_a_linked_picture_that_says_where_it_leads_keeps_its_link() -> None:
    linked = '<a href="/o.pdf"><img src="p.png" alt="Scarica l&#39;ordinanza"></a>'
    assert text_of(linked, lambda href, words: href) == "Scarica l'ordinanza (/o.pdf)"
    assert text_of(linked, lambda href, words: "") == ""


def test_a_title_is_one_line_without_tags() -> None:
    assert (
        line_of("&lt;b&gt;AVVISO&lt;/b&gt;&lt;br/&gt;Gas sospeso <<oggi>>") == "AVVISO Gas sospeso <<oggi>>"
    )


LARGE = {
    "a picture": '<p>Prima</p><img src="data:image/png;base64,' + "iVBORw0KGgo" * 100_000 + '"><p>Dopo</p>',
    "half a picture": 'Prima<img src="data:image/png;base64,' + "iVBORw0KGgo" * 100_000,
    "tags that do not end": "<a " * 50_000,
    "quotation marks that do not end": '<a ="' * 100_000,
    "comments": "<!--" * 100_000,
    "iframes": "<iframe>" * 50_000,
    "declarations": "<![" * 100_000 + ">",
    "rows": "<tr><td>x" * 50_000,
    "references": "&amp;" * 100_000,
    "what nobody sees": "<div hidden>" * 50_000,
    "cloaks": "indirizzo email " * 30_000 + "<p>",
}


@pytest.mark.parametrize("html", LARGE.values(), ids=LARGE)
def test_large_texts_take_linear_time(html: str) -> None:
    """Measured against a tenth of the same, so that a slow machine is no failure."""

    def seconds(part: str) -> float:
        began = time.process_time()
        text_of(part)
        return time.process_time() - began

    text_of("<p>")  # what is compiled once
    assert seconds(html) < 60 * seconds(html[: len(html) // 10]) + 0.5
