import time

import pytest

from blog.transfer.shortcodes import Shortcodes


def plain(text: str) -> str:
    return Shortcodes(lambda name: (f"/articles/{name}", "题") if name != "none" else None).plain(
        text
    )


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("{% asset_img a.png 100 50 说明 %}", '![说明](a.png "说明")'),
        ('{% img left /a.png \'"题" "词"\' %}', '![词](/a.png "题")'),
        ("{% asset_link a.pdf 文件 %}", "[文件](a.pdf)"),
        ("{% post_link abc %}", "[题](/articles/abc)"),
        ("{% post_link abc 另一篇 %}", "[另一篇](/articles/abc)"),
        ("[x]({% post_url 2021-03-24-t %})", "[x](/articles/2021-03-24-t)"),
        ('[x]({{< ref "p.md#k" >}})', "[x](/articles/p.md#k)"),
        ('[x]({{% relref "p.md" %}})', "[x](/articles/p.md)"),
        ("{% youtube abc %}", "\nhttps://www.youtube.com/watch?v=abc\n"),
        ("{{< vimeo 12 >}}", "\nhttps://vimeo.com/12\n"),
        ('{{< figure src="a.png" alt="词" caption="说" >}}', '![词](a.png "说")'),
        ("{% blockquote 李白, 将进酒 %}\n酒\n{% endblockquote %}", "> 酒\n>\n> — 李白, 将进酒"),
        ("{% codeblock lang:js 题 %}\nx\n{% endcodeblock %}", "**题**\n\n```js\nx\n```"),
        ("{% highlight ruby linenos %}\nx\n{% endhighlight %}", "```ruby\nx\n```"),
        ('{{< highlight go "linenos=table" >}}\nx\n{{< /highlight >}}', "```go\nx\n```"),
        ("{% codeblock %}\na ``` b\n{% endcodeblock %}", "````\na ``` b\n````"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("![a]({{ site.baseurl }}/a.png)", "![a](/a.png)"),
        ("![a]({{ '/a.png' | relative_url }})", "![a](/a.png)"),
        ("{% gist 99 %}", "<https://gist.github.com/99>"),
        ("{% link 站 https://a.example/ %}", "[站](https://a.example/)"),
        ("`{% youtube abc %}`", "`{% youtube abc %}`"),
        ("```\n{% youtube abc %}\n```", "```\n{% youtube abc %}\n```"),
        ("{% post_link none %}", "{% post_link none %}"),
        ("{% codeblock %} never ends", "{% codeblock %} never ends"),
    ],
)
def test_tags_become_markdown(text: str, made: str) -> None:
    assert plain(text) == made


def test_tags_nobody_knows_stay_and_are_named() -> None:
    tags = Shortcodes(lambda _name: None)
    assert tags.plain("{% meting 1 %} {{< map >}}") == "{% meting 1 %} {{< map >}}"
    assert tags.unknown == ["meting", "map"]


@pytest.mark.parametrize(
    "evil", ["{% blockquote ", "{% codeblock %}\n", "{{< x ", "{% raw %}", "{{ "]
)
def test_texts_made_to_hurt_take_no_time(evil: str) -> None:
    started = time.process_time()
    plain(evil * (100_000 // len(evil)))
    assert time.process_time() - started < 10
