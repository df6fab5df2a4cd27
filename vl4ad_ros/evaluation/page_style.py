"""The look of the pages: light or dark as the reader's system says."""

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --sheet: #ffffff; --line: #dfe3ea; --text: #1b2027; --dim: #5d6775;
  --grid: #e6e9ef; --amber-ground: #fff4dc; --amber: #8a5a00;
  --c0: #2563eb; --c1: #d9480f; --c2: #0f8a5f; --c3: #8b3fc7; --c4: #8a6d00; --c5: #c02565;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101217; --sheet: #181b22; --line: #2a2f3a; --text: #e8ebf0; --dim: #98a2b1;
    --grid: #262b35; --amber-ground: #33270d; --amber: #ffc95c;
    --c0: #7aa7ff; --c1: #ff9a5c; --c2: #4fd1a0; --c3: #c79bff; --c4: #e6c84f; --c5: #ff86b3;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main { max-width: 1160px; margin: 0 auto; padding: 32px 20px 56px; }
h1 { margin: 0; font-size: 1.7rem; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 0 0 4px; font-size: 1.15rem; }
h3 { margin: 0 0 6px; font-size: 0.95rem; font-weight: 600; }
p { margin: 4px 0 16px; max-width: 76ch; }
.dim, figcaption, th, .note { color: var(--dim); }
.note { font-size: 0.9rem; }
.tiles + .note { margin-top: 10px; }
.notice {
  margin: 16px 0 0; padding: 12px 16px; border-radius: 8px; max-width: none;
  background: var(--amber-ground); color: var(--amber);
}
section {
  margin-top: 20px; padding: 18px 20px; border: 1px solid var(--line); border-radius: 10px;
  background: var(--sheet);
}
.tiles { display: grid; gap: 12px; margin-top: 20px;
  grid-template-columns: repeat(auto-fit, minmax(132px, 1fr)); }
.tile { padding: 14px 16px; border: 1px solid var(--line); border-radius: 10px;
  background: var(--sheet); }
.tile b { display: block; font-size: 1.65rem; line-height: 1.2; font-weight: 650;
  font-variant-numeric: tabular-nums; }
.tile span { display: block; font-size: 0.85rem; color: var(--dim); }
.charts { display: grid; gap: 20px;
  grid-template-columns: repeat(auto-fit, minmax(min(340px, 100%), 1fr)); }
figure { margin: 0; }
.chart svg { display: block; width: 100%; height: auto; max-width: 560px; }
svg text { fill: var(--dim); font-size: 12px; font-family: inherit; }
svg .label { font-size: 13px; }
svg .grid { stroke: var(--grid); stroke-width: 1; }
svg .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
svg .area { stroke: none; opacity: 0.22; }
.entry { margin-right: 16px; font-size: 0.85rem; white-space: nowrap; }
.key { display: inline-block; width: 14px; height: 4px; margin: 0 6px 4px 0; border-radius: 2px; }
.scroll { overflow-x: auto; }
.scroll + .scroll { margin-top: 18px; }
.scroll + p { margin-top: 12px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th { font-weight: 500; font-size: 0.88rem; vertical-align: bottom; }
th, td { padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); text-align: left; }
tbody tr:last-child td { border-bottom: 0; }
.number { text-align: right; }
th.number:last-child, td.number:last-child { padding-right: 0; }
.scroll th:first-child, .scroll td:first-child { width: 24%; }
.claims .scroll td:first-child { width: 42%; }
.claims .number { white-space: nowrap; }
td small { color: var(--dim); white-space: nowrap; }
.facts td:first-child { color: var(--dim); white-space: nowrap; vertical-align: top; }
.facts td:last-child { overflow-wrap: anywhere; width: 100%; }
code { font-size: 0.9em; overflow-wrap: anywhere; }
.frame { margin-top: 18px; }
.frame img { display: block; width: 100%; height: auto; border-radius: 6px; background: #000; }
.frame figcaption { margin-top: 4px; font-size: 0.9rem; }
.badge { display: inline-block; min-width: 4.2em; margin-right: 8px; padding: 0 8px;
  border-radius: 999px; border: 1px solid var(--line); text-align: center; }
.swatch { display: inline-block; width: 11px; height: 11px; margin: 0 5px 0 12px;
  border-radius: 2px; border: 1px solid #0008; }
.named { white-space: nowrap; }
""" + '\n'.join(
    f'svg .line.series-{number} {{ stroke: var(--c{number}); }}\n'
    f'svg .area.series-{number} {{ fill: var(--c{number}); }}\n'
    f'.key.series-{number} {{ background: var(--c{number}); }}'
    for number in range(6)
)
