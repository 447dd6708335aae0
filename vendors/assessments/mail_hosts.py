"""Mail hosts where anybody opens an address, so that it tells nothing about who somebody works for. No Django."""

from __future__ import annotations

#: Hosts with a name of their own in many countries: yahoo.co.uk, gmx.at.
_FAMILIES = frozenset(
    {"aol", "gmail", "gmx", "googlemail", "hotmail", "live", "msn", "outlook", "protonmail", "rocketmail"}
    | {"yahoo", "yandex", "ymail"}
)
_NAMES = """
icloud.com me.com mac.com privaterelay.appleid.com proton.me pm.me tutanota.com tutanota.de tuta.com tuta.io
fastmail.com fastmail.fm hey.com zoho.com mail.com email.com usa.com hushmail.com runbox.com disroot.org duck.com
mailbox.org posteo.de web.de t-online.de freenet.de arcor.de mail.de online.de bluewin.ch sunrise.ch a1.net aon.at
free.fr orange.fr wanadoo.fr laposte.net sfr.fr bbox.fr neuf.fr libero.it virgilio.it tiscali.it alice.it tin.it
telenet.be skynet.be ziggo.nl kpnmail.nl planet.nl home.nl xs4all.nl seznam.cz centrum.cz wp.pl onet.pl o2.pl
interia.pl op.pl abv.bg mail.ee telia.com comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net
charter.net earthlink.net shaw.ca rogers.com sympatico.ca btinternet.com sky.com talktalk.net virginmedia.com
ntlworld.com bigpond.com optusnet.com.au rediffmail.com naver.com daum.net hanmail.net qq.com foxmail.com 163.com
126.com yeah.net sina.com sina.cn sohu.com 139.com mail.ru bk.ru inbox.ru list.ru rambler.ru ukr.net uol.com.br
bol.com.br terra.com.br mailinator.com guerrillamail.com yopmail.com
"""
_HOSTS = frozenset(_NAMES.split())


def is_open_to_anybody(domain: str) -> bool:
    """Return whether a domain is that of such a host; what looks like one of a family is taken for one."""
    first, _dot, rest = domain.partition(".")
    return domain in _HOSTS or (first in _FAMILIES and rest.count(".") < 2)
