namespace SocketConformance.Report;

internal static class HtmlStyle
{
    public const string Sheet = """
        :root {
          color-scheme: light dark;
          --ink: light-dark(#1d2126, #dfe3e8);
          --faint: light-dark(#646c76, #8d96a1);
          --paper: light-dark(#fff, #14171b);
          --raised: light-dark(#f5f6f8, #1c2026);
          --line: light-dark(#e1e4e8, #2c323a);
          --good: light-dark(#1a7f37, #4ac26b);
          --bad: light-dark(#c4202f, #ff7b72);
          --doubtful: light-dark(#8a6100, #d9a62e);
          --odd: light-dark(#8240bf, #bf8fff);
          --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace;
        }
        body { margin: 2.5rem auto; max-width: 72rem; padding: 0 1.5rem; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
        h1 { margin: 0; font-size: 1.5rem; letter-spacing: .04em; }
        header p { margin: .25rem 0 0; color: var(--faint); }
        .problem { border-left: 3px solid var(--bad); padding: .5rem 1rem; background: var(--raised); }
        .targets { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.5rem; margin: 2rem 0; }
        .targets h2 { margin: 0; font-size: 1rem; }
        .targets ul { margin: .5rem 0 0; padding: 0; list-style: none; color: var(--faint); font-size: .85rem; }
        code, dd, pre, .wire, .row span { font-family: var(--mono); font-size: .85rem; }
        main h2 { margin: 1.5rem 0 .25rem; font-size: .8rem; font-weight: 600; text-transform: uppercase;
          letter-spacing: .08em; color: var(--faint); }
        .filter { color: var(--faint); font-size: .85rem; }
        .row { display: grid; grid-template-columns: 4.5rem 1fr repeat(var(--targets), 6rem); gap: .5rem; padding: .15rem .5rem; }
        .row span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .row.head { position: sticky; top: 0; background: var(--paper); border-bottom: 1px solid var(--line); font-weight: 600; }
        summary { cursor: pointer; list-style: none; }
        summary::-webkit-details-marker { display: none; }
        summary:hover, .case[open] > summary { background: var(--raised); }
        .case[open] { border: 1px solid var(--line); border-radius: 6px; margin: .25rem 0; }
        .case > p { margin: .75rem 1rem; }
        pre { margin: .5rem 1rem; overflow-x: auto; }
        .result { margin: 0 1rem .75rem; border-top: 1px solid var(--line); padding-top: .5rem; }
        dl { display: grid; grid-template-columns: 6rem 1fr; gap: .15rem 1rem; margin: .5rem 0; }
        dt { color: var(--faint); font-size: .85rem; }
        dd { margin: 0; white-space: pre-wrap; }
        .wire { margin: 0; padding: 0; list-style: none; white-space: normal; }
        .wire li { white-space: pre-wrap; }
        .wire span { display: inline-block; width: 7rem; padding-right: 1rem; text-align: right; color: var(--faint); }
        .legend span { margin-right: 1.25rem; }
        .legend, footer, .faint { color: var(--faint); }
        .legend, footer { margin-top: 2rem; font-size: .85rem; }
        .pass { color: var(--good); }
        .fail, .error, .flaky, .unexpected-pass { color: var(--bad); }
        .deviation { color: var(--doubtful); }
        .known-failure { color: var(--odd); }
        .skip, .inconclusive { color: var(--faint); }
        body:has(#findings:checked) .passed, body:has(#findings:checked) section:not(:has(.case:not(.passed))):has(.case) { display: none; }
        @media print { .filter { display: none; } .row.head { position: static; } }
        """;
}
