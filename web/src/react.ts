import { options, type VNode } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/compat';

/**
 * What `import … from 'react'` gets (`import-aliases.mjs`): Preact, a sixth of React's size, and what it lacks or does otherwise.
 */
// @ts-expect-error -- its types are those of a CommonJS module, the bundler takes its ES module
export * from 'preact/compat';

/** A function that keeps its identity and sees the newest render. Preact has no such hook. */
export function useEffectEvent<Arguments extends unknown[], Result>(
  event: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  const newest = useRef(event);
  useLayoutEffect(() => {
    // oxlint-disable-next-line react/immutability -- the rule does not know that Preact's `useRef` returns a ref
    newest.current = event;
  });
  return useCallback((...given: Arguments) => newest.current(...given), []);
}

/**
 * Preact's own hook ignores `serverSnapshot`. The first render must be the same as in the build, because hydration corrects
 * no attribute; the second one follows before the page is painted.
 */
export function useSyncExternalStore<Value>(
  subscribe: (changed: () => void) => () => void,
  snapshot: () => Value,
  serverSnapshot = snapshot,
): Value {
  const [value, setValue] = useState(serverSnapshot);
  useLayoutEffect(() => {
    const update = () => setValue(snapshot);
    update();
    return subscribe(update);
  }, [subscribe, snapshot]);
  return value;
}

const withText = new WeakSet<Element>();

/**
 * Preact changes the text node that it made. A browser that translates the page has replaced that node, so the change would not
 * be seen: set the text of the element, which has no other child (`bare-text.test.ts`).
 */
function setText({ type, props, __e: element }: VNode<{ children?: unknown }> & { __e?: unknown }): void {
  if (typeof type !== 'string' || !(element instanceof Element)) return;
  const isText = typeof props.children === 'string' || typeof props.children === 'number';
  if (!isText && !withText.has(element)) return;
  const text = isText ? String(props.children) : '';
  if (isText) withText.add(element);
  else withText.delete(element);
  const hasOther = !isText && props.children !== null && typeof props.children === 'object';
  if (!hasOther && element.textContent !== text) element.textContent = text;
}

if (typeof document !== 'undefined') {
  const { diffed } = options;
  options.diffed = (vnode) => {
    setText(vnode as VNode<{ children?: unknown }>);
    diffed?.(vnode);
  };
}
