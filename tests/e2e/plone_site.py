"""Makes a council's portal inside Plone; run by `zconsole run zope.conf`, which gives `app`."""
# ruff: noqa: F821

import transaction
from AccessControl.SecurityManagement import newSecurityManager
from plone import api
from plone.base.interfaces.syndication import IFeedSettings
from plone.distribution.api import site as sites
from Testing.makerequest import makerequest
from zope.component.hooks import setSite
from zope.globalrequest import setRequest

root = makerequest(app)
setRequest(root.REQUEST)
newSecurityManager(None, root.acl_users.getUser("admin").__of__(root.acl_users))
about = {
    "site_id": "Plone",
    "title": "Comune di Prova",
    "default_language": "it",
    "portal_timezone": "Europe/Rome",
    "setup_content": False,
}
portal = sites.create(root, "classic", about)
setSite(portal)
# As portals with a separate front end have it.
portal.manage_permission("plone.restapi: Use REST API", ["Anonymous"], acquire=1)
novita = api.content.create(portal, "Folder", id="novita", title="Novità")
newest = api.content.create(
    portal,
    "Collection",
    id="ultime",
    title="Ultime notizie",
    sort_on="effective",
    sort_reversed=True,
    query=[
        {
            "i": "portal_type",
            "o": "plone.app.querystring.operation.selection.any",
            "v": ["News Item"],
        }
    ],
)
for one in (novita, newest):
    api.content.transition(one, "publish")
settings = IFeedSettings(newest)
settings.enabled = True
settings.feed_types = ("RSS", "rss.xml", "atom.xml")
transaction.commit()
