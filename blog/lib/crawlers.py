"""Programs that read pages by themselves, known by a word in what they call themselves."""

import re

# The word, in small letters, and the name it is shown under. A word that begins sooner in the
# agent wins, then the one that stands sooner here.
NAMES = {
    "googlebot": "Googlebot",
    "adsbot-google": "Google AdsBot",
    "google-extended": "Google Extended",
    "googleother": "GoogleOther",
    "mediapartners-google": "Google AdSense",
    "storebot-google": "Google StoreBot",
    "bingbot": "Bingbot",
    "bingpreview": "Bingbot",
    "baiduspider": "Baiduspider",
    "sogou": "Sogou",
    "360spider": "360Spider",
    "haosouspider": "360Spider",
    "yisouspider": "YisouSpider",
    "bytespider": "Bytespider",
    "toutiaospider": "Bytespider",
    "petalbot": "PetalBot",
    "yandex": "YandexBot",
    "duckduckbot": "DuckDuckBot",
    "duckassistbot": "DuckDuckBot",
    "applebot": "Applebot",
    "seznambot": "SeznamBot",
    "yeti/": "Naver Yeti",
    "naverbot": "Naver Yeti",
    "qwantbot": "Qwantbot",
    "mojeekbot": "MojeekBot",
    "gptbot": "GPTBot",
    "oai-searchbot": "OAI-SearchBot",
    "chatgpt-user": "ChatGPT-User",
    "claudebot": "ClaudeBot",
    "claude-web": "ClaudeBot",
    "claude-user": "Claude-User",
    "claude-searchbot": "Claude-SearchBot",
    "anthropic-ai": "ClaudeBot",
    "perplexity": "PerplexityBot",
    "ccbot": "CCBot",
    "amazonbot": "Amazonbot",
    "meta-external": "Meta",
    "facebookexternalhit": "Meta",
    "facebot": "Meta",
    "twitterbot": "Twitterbot",
    "telegrambot": "TelegramBot",
    "slackbot": "Slackbot",
    "discordbot": "Discordbot",
    "linkedinbot": "LinkedInBot",
    "whatsapp": "WhatsApp",
    "pinterest": "Pinterest",
    "mastodon": "Mastodon",
    "ahrefs": "AhrefsBot",
    "semrush": "SemrushBot",
    "mj12bot": "MJ12bot",
    "dotbot": "DotBot",
    "dataforseo": "DataForSeoBot",
    "serpstat": "SerpstatBot",
    "blexbot": "BLEXBot",
    "ia_archiver": "Internet Archive",
    "archive.org_bot": "Internet Archive",
    "uptimerobot": "UptimeRobot",
    "pingdom": "Pingdom",
    "lighthouse": "Lighthouse",
}
OTHERS = "…"
"""Stands for every program without a name here."""

# Words of programs in general. A telephone of the brand Cubot is held by a person.
_GENERAL = (
    r"(?<!cu)bot\b", r"(?<!cu)bot[/_-]", "spider", "crawl", "scrap", "slurp", "fetch", "monitor",
    "headless", "phantomjs", "selenium", "playwright", "feedparser", "python", "curl/", "wget",
    "libwww", "go-http", "okhttp", "java/", "httpclient", "axios", "node-fetch", "undici", "ruby",
    "perl", "php/", "guzzle", "postman", "insomnia", "httpie", r"^\W*$", r"^mozilla/5\.0\W*$",
)  # fmt: skip
_KNOWN = re.compile("|".join([*map(re.escape, NAMES), *_GENERAL]))


def crawler(agent: str) -> str:
    """The name of the program that calls itself so, OTHERS without one; "" for a person's browser.

    Only those that say what they are can be told: a program that gives itself out for a browser
    counts as a person.
    """
    found = _KNOWN.search(agent.lower())
    return NAMES.get(found[0], OTHERS) if found else ""
