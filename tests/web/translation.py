"""Simulate a browser that translates each page."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page

# A translating browser puts each text node, later ones too, into two nested <font> elements. Here the words stay the same,
# so that a test finds them. Some browsers replace the page's text node by a new one (REPLACES), others move it.
TRANSLATE = """(() => {
  const REPLACES = %s;
  const LEFT_ALONE = 'script, style, textarea, noscript, template, title, svg, [translate=no]';
  const translated = new WeakSet();
  const translate = (text) => {
    if (translated.has(text) || !text.isConnected || !text.data.trim()) return;
    if (!text.parentElement || text.parentElement.closest(LEFT_ALONE)) return;
    const outer = document.createElement('font');
    outer.style.verticalAlign = 'inherit';
    const inner = outer.appendChild(outer.cloneNode());
    text.replaceWith(outer);
    const shown = REPLACES ? new Text(text.data) : text;
    translated.add(shown);
    inner.append(shown);
  };
  const below = (node) => {
    if (node instanceof Text) return translate(node);
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    found.forEach(translate);
  };
  const start = () => {
    below(document.body);
    new MutationObserver((changes) => {
      for (const {type, target, addedNodes} of changes) {
        if (type === 'characterData') translate(target);
        else addedNodes.forEach(below);
      }
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
  };
  addEventListener('%s', start);
})();"""


def translate(target: Page | BrowserContext, *, replaces: bool = True, early: bool = False) -> None:
    """Translate every page opened from now on: after loading, or (early) before its islands are hydrated."""
    script = TRANSLATE % ("true" if replaces else "false", "DOMContentLoaded" if early else "load")
    target.add_init_script(script)


def left_untranslated(page: Page) -> list[str]:
    """The texts outside any <font>."""
    found: list[str] = page.evaluate("""() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) {
        const text = walker.currentNode;
        const left = text.parentElement.closest('font, script, style, textarea, noscript, template, title, svg');
        if (!left && text.data.trim()) found.push(text.data);
      }
      return found;
    }""")
    return found
