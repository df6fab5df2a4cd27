"""The page that shows a demonstration."""

from collections.abc import Sequence
from html import escape
from string import Template

from .figures import UNTRAINED, hazards_text, result_rows, run_rows
from .summary import Summary

# By this a page is known as one of ours before it is replaced.
GENERATOR = '<meta name="generator" content="vl4ad demo">'

_PAGE = Template(
    f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{GENERATOR}
"""
    """<title>vl4ad demo: $drive</title>
<style>
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --sheet: #ffffff; --line: #dfe3ea; --text: #1b2027; --dim: #5d6775;
  --amber-ground: #fff4dc; --amber: #8a5a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101217; --sheet: #181b22; --line: #2a2f3a; --text: #e8ebf0; --dim: #98a2b1;
    --amber-ground: #33270d; --amber: #ffc95c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main { max-width: 1160px; margin: 0 auto; padding: 32px 20px 56px; }
h1 { margin: 0; font-size: 1.7rem; letter-spacing: -0.01em; }
h2 { margin: 0 0 8px; font-size: 1.05rem; }
p { margin: 4px 0 20px; }
.dim, figcaption, th { color: var(--dim); }
.notice {
  margin: 0 0 20px; padding: 12px 16px; border-radius: 8px;
  background: var(--amber-ground); color: var(--amber);
}
figure, .tables { margin: 0 0 24px; }
figcaption { margin-top: 6px; font-size: 0.9rem; }
video, img { display: block; width: 100%; height: auto; border-radius: 8px; background: #000; }
.tables { display: grid; gap: 20px; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); }
section { padding: 16px 20px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--sheet); }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 0; border-top: 1px solid var(--line); text-align: left;
  vertical-align: top; }
tr:first-child > * { border-top: 0; }
th { width: 45%; padding-right: 12px; font-weight: 400; }
td { overflow-wrap: anywhere; }
code { font-size: 0.92em; }
</style>
</head>
<body>
<main>
<h1>What the network was never taught</h1>
<p class="dim">A camera, the node and a recorder, connected by DDS, on the drive $drive.</p>
$notice<figure>
<video src="overlay.mp4" poster="overlay.png" controls autoplay muted loop playsinline></video>
<figcaption>Left the camera, right the anomaly score: the brighter, the less it resembles what the
vocabulary names. Time is real: each frame stays until the next one that the node
processed.</figcaption>
</figure>
<figure>
<img src="overlay.png" alt="Camera image beside its anomaly score">
<figcaption>The most anomalous frame, $seconds s after the first: $hazards.</figcaption>
</figure>
<div class="tables">
<section>
<h2>What came of it</h2>
$results
</section>
$truth<section>
<h2>What was run</h2>
$run
</section>
</div>
<p class="dim">Every message is in <a href="results.mcap">results.mcap</a>:
open it with Foxglove, or play it with <code>ros2 bag play results.mcap</code>.</p>
</main>
</body>
</html>
"""
)


_TRUTH = """<section>
<h2>Against the truth of this rendered drive</h2>
{}
</section>
"""


def render_page(
    summary: Summary,
    truth: Sequence[tuple[str, str]],  # rows of figures, empty for a drive without truth
) -> str:
    """Return the page as HTML; it shows overlay.mp4 and overlay.png beside it."""
    notice = '' if summary.trained else f'<p class="notice">{escape(UNTRAINED)}</p>\n'
    frame = summary.most_anomalous
    return _PAGE.substitute(
        drive=escape(summary.drive),
        notice=notice,
        seconds=f'{(frame.stamp_ns - summary.frames[0].stamp_ns) / 1e9:.2f}',
        hazards=escape(hazards_text(frame)),
        results=_table(result_rows(summary)),
        truth=_TRUTH.format(_table(truth)) if truth else '',
        run=_table(run_rows(summary)),
    )


def _table(rows: Sequence[tuple[str, str]]) -> str:
    cells = (
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>'
        for name, value in rows
    )
    return '<table>\n' + '\n'.join(cells) + '\n</table>'
