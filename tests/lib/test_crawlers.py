"""Which programs say that they are one."""

import pytest

from blog.lib.crawlers import OTHERS, crawler

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36"


@pytest.mark.parametrize(
    "agent",
    [
        CHROME,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1",
        "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
        "Mozilla/5.0 (Linux; Android 12; CUBOT X30) AppleWebKit/537.36 Chrome/120.0 Mobile",
        "Mozilla/5.0 (Linux; Android 14; PDCM00) MicroMessenger/8.0.50 XWEB/1260117 MMWEBSDK",
        "Mozilla/5.0 (Linux; U; Android 13; zh-cn; 22041211AC) XiaoMi/MiuiBrowser/18.7",
        "Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) HuaweiBrowser/15.0",
        "Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.18",
    ],
)
def test_a_persons_browser(agent: str) -> None:
    assert crawler(agent) == ""


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot"),
        (f"{CHROME} (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "Bingbot"),
        ("Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search)", "Baiduspider"),
        ("Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)", "Sogou"),
        ("Mozilla/5.0 (Linux; Android 5.0) (compatible; Bytespider; spider)", "Bytespider"),
        ("Mozilla/5.0; compatible; GPTBot/1.2; +https://openai.com/gptbot", "GPTBot"),
        ("facebookexternalhit/1.1", "Meta"),
        ("curl/8.5.0", OTHERS),
        ("python-requests/2.32.3", OTHERS),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/131.0 Safari/537.36", OTHERS),
        ("SomeNewBot/1.0 (+https://example.com)", OTHERS),
        ("my_bot", OTHERS),
        ("Mozilla/5.0", OTHERS),
        ("", OTHERS),
        ("-", OTHERS),
    ],
)
def test_a_program_by_what_it_calls_itself(agent: str, name: str) -> None:
    assert crawler(agent) == name
