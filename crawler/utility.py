"""Addresses of pages that every site has and no reader calls an article."""

from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from crawler.addresses import site_of
from pipelines.shapes import ENDING, looks_like_slug, segments_of

UTILITY = frozenset(
    "login logout signin sign-in signout signup sign-up register registration account accounts my-account myaccount "
    "subscribe subscription subscriptions abo abonnement newsletter newsletters privacy privacy-policy datenschutz "
    "cookie cookies cookie-policy terms terms-of-use terms-of-service terms-and-conditions tos agb imprint impressum "
    "legal disclaimer contact contact-us contacts kontakt contacto about about-us help faq cart basket checkout shop "
    "store search suche buscar recherche share print send email-a-friend advertise advertising mediadaten media-kit "
    "jobs careers sitemap accessibility feedback forgot-password password rss wp-admin wp-json wp-login.php xmlrpc.php "
    "xmlrpc wp-content wp-includes cgi-bin cdn-cgi api trackback comment-page comments-feed donate preferences "
    "unsubscribe bookmark favorites wishlist permissions reprints".split()
)
UTILITY_QUERY = frozenset("replytocom share print email action s q search query add-to-cart login redirect_to".split())
SOCIAL = frozenset(
    "facebook.com twitter.com x.com instagram.com linkedin.com pinterest.com youtube.com youtu.be tiktok.com "
    "reddit.com tumblr.com t.me telegram.me whatsapp.com "
    "wa.me threads.net bsky.app mastodon.social flipboard.com getpocket.com "
    "digg.com stumbleupon.com del.icio.us delicious.com vk.com xing.com addthis.com addtoany.com sharethis.com "
    "disqus.com gravatar.com feedburner.com google.com apple.com spotify.com amazon.com doubleclick.net".split()
)


@lru_cache(maxsize=8192)
def is_utility(url: str) -> bool:
    """Whether an address is a login, shop, legal or sharing page, or on a host that only carries such links."""
    parts = urlsplit(url)
    segments = [ENDING.sub("", segment.lower()) for segment in segments_of(url)]
    if segments and (segments[-1] in UTILITY or (segments[0] in UTILITY and not looks_like_slug(segments[-1]))):
        return True
    if any(name.lower() in UTILITY_QUERY for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        return True
    return site_of(url) in SOCIAL
