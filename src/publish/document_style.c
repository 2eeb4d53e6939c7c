// document_style.c owns the page's frame and its style sheet: light and dark, printable, and
// nothing fetched from anywhere.
#include "publish/document_style.h"

#include <stddef.h>

const char cria_document_head[] =
    "<!doctype html>\n"
    "<html lang=\"en\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'\">\n";

// Colours and running text.
static const char text[] =
    ":root { color-scheme: light dark; --paper: #fdfcfa; --ink: #24231f; --soft: #6d6a62;\n"
    "  --line: #e2ded4; --card: #f5f2ea; --accent: #8a5a1c; --bar: #ecdcbf;\n"
    "  --warn: #a32018; --warned: #fbe9e4; }\n"
    "@media (prefers-color-scheme: dark) { :root { --paper: #191816; --ink: #e9e5da;\n"
    "  --soft: #a09b8f; --line: #37342e; --card: #23211d; --accent: #dfae6b; --bar: #4a3b22;\n"
    "  --warn: #ff9d8a; --warned: #3a201b; } }\n"
    "* { box-sizing: border-box; }\n"
    "body { margin: 0; background: var(--paper); color: var(--ink);\n"
    "  font: 16px/1.55 Charter, 'Bitstream Charter', Georgia, Cambria, serif; }\n"
    "main { max-width: 62rem; margin: 0 auto; padding: 3rem 1.5rem 5rem; }\n"
    "h1 { font-size: 2.1rem; line-height: 1.2; margin: 0 0 1rem; letter-spacing: -.01em; }\n"
    "h2 { font-size: 1.35rem; margin: 3rem 0 .75rem; padding-top: .9rem;\n"
    "  border-top: 1px solid var(--line); }\n"
    "h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }\n"
    "h4, h5 { font-size: .95rem; margin: 1.25rem 0 .4rem; }\n"
    "p { max-width: 44rem; margin: .5rem 0; }\n"
    ".note, figcaption { color: var(--soft); font-size: .87rem; line-height: 1.45; }\n"
    ".finding { border-left: 3px solid var(--accent); padding: .3rem .9rem; margin: .7rem 0;\n"
    "  font-weight: 600; }\n"
    ".warning { color: var(--warn); }\n"
    "p.warning { border-left: 3px solid var(--warn); background: var(--warned);\n"
    "  padding: .5rem .9rem; margin: .7rem 0; font-weight: 600; max-width: none; }\n";

static const char tables[] =
    "table, .tiles, figure text, summary { font-family: system-ui, 'Segoe UI', Roboto,\n"
    "  'Helvetica Neue', 'DejaVu Sans', sans-serif; }\n"
    ".wide { overflow-x: auto; margin: .9rem 0; }\n"
    "table { border-collapse: collapse; font-size: .85rem; line-height: 1.35;\n"
    "  font-variant-numeric: tabular-nums; }\n"
    "th, td { text-align: left; vertical-align: top; padding: .34rem .8rem;\n"
    "  border-bottom: 1px solid var(--line); font-weight: 400; }\n"
    "thead th { color: var(--soft); font-size: .78rem; vertical-align: bottom;\n"
    "  border-bottom: 2px solid var(--line); }\n"
    "th:first-child { padding-left: 0; }\n"
    "thead th.code { font-family: inherit; }\n"
    ".number { text-align: right; white-space: nowrap; }\n"
    "td.score { min-width: 5.5rem; background: linear-gradient(90deg, var(--bar) var(--score, "
    "0%), transparent\n"
    "  var(--score, 0%)) no-repeat left bottom / 100% 3px; }\n"
    ".amount { text-align: right; white-space: nowrap; padding-right: 13rem; }\n"
    "td.amount { background: linear-gradient(90deg, var(--bar) var(--score, 0%), transparent\n"
    "  var(--score, 0%)) no-repeat right top .5rem / 12rem .8rem; }\n"
    ".code, code, .beside pre { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu "
    "Sans Mono',\n"
    "  monospace; font-size: .8rem; overflow-wrap: anywhere; }\n"
    ".wide .code { min-width: 9rem; }\n"
    "tr.strong th, tr.strong td { font-weight: 650; }\n"
    "tr.warning th, tr.warning td { color: var(--warn); font-weight: 600; }\n"
    "tr.minor th { padding-left: 1.2rem; }\n"
    "tr.minor th, tr.minor td, tr.foreign th, tr.foreign td { color: var(--soft); }\n"
    "tr.foreign th, tr.foreign td { font-style: italic; }\n";

// Tiles, cards, texts beside each other, figures, folds.
static const char boxes[] =
    "pre { background: var(--card); border-radius: 6px; padding: .8rem 1rem; overflow-x: auto; "
    "}\n"
    ".tiles, .cards { display: grid; gap: .8rem; margin: 1.4rem 0; }\n"
    ".tiles { grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); }\n"
    ".tiles > div, .cards > div { background: var(--card); border-radius: 8px;\n"
    "  padding: .8rem 1rem; break-inside: avoid; }\n"
    ".tiles span { display: block; color: var(--soft); font-size: .78rem; }\n"
    ".tiles strong { display: block; font-size: 1.4rem; font-weight: 600; line-height: 1.4; }\n"
    ".tiles small { display: block; color: var(--soft); font-size: .78rem;\n"
    "  line-height: 1.35; }\n"
    ".tiles > .warning { background: var(--warned); }\n"
    ".tiles > .warning span, .tiles > .warning small { color: inherit; }\n"
    ".cards { grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); }\n"
    ".cards h5 { margin: 0 0 .3rem; color: var(--accent); font-size: .82rem;\n"
    "  font-family: system-ui, 'DejaVu Sans', sans-serif; }\n"
    ".cards blockquote { margin: 0; font-size: .93rem; white-space: pre-line;\n"
    "  overflow-wrap: anywhere; }\n"
    ".beside { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .8rem;\n"
    "  margin: .8rem 0 2rem; }\n"
    ".beside > div { background: var(--card); border-radius: 8px; padding: .9rem 1.1rem;\n"
    "  max-height: 36rem; overflow-y: auto; overflow-wrap: anywhere; font-size: .93rem; }\n"
    ".beside h5 { margin: 0 0 .6rem; color: var(--accent); font-size: .78rem;\n"
    "  font-family: system-ui, 'DejaVu Sans', sans-serif; }\n"
    ".beside pre { margin: 0; padding: 0; border-radius: 0; white-space: pre-wrap;\n"
    "  color: var(--soft); line-height: 1.5; }\n"
    ".beside p { margin: 0 0 .6rem; }\n"
    "@media (max-width: 42rem) { .beside { grid-template-columns: 1fr; }\n"
    "  .beside > div { max-height: 24rem; } main { padding: 1.5rem 1rem 3rem; }\n"
    "  .amount { padding-right: 5rem; } td.amount { background-size: 4.5rem .8rem; } }\n"
    "figure { margin: 1.2rem 0; break-inside: avoid; }\n"
    "figure svg { display: block; max-width: 100%; height: auto; }\n"
    "figure svg text { fill: var(--ink); }\n"
    "figcaption { max-width: 44rem; margin-top: .3rem; }\n"
    "details { margin: .9rem 0; }\n"
    "summary { cursor: pointer; color: var(--accent); font-size: .9rem; }\n";

static const char print[] =
    "@media print { :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb;\n"
    "  --card: #f4f4f4; --accent: #000; --bar: #ddd; } .beside > div { max-height: none; } "
    "main { max-width: none; padding: 0; }\n"
    "  h2, h3, h4 { break-after: avoid; } tr { break-inside: avoid; } }\n";

const char *const cria_document_style[] = {text, tables, boxes, print, NULL};
