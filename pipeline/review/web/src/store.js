// A value that several parts of the page watch. Enough for one user's one window; anything bigger would be a framework to learn.
import { useEffect, useState } from './html.js';

export function makeStore(initial) {
  let value = initial;
  const watchers = new Set();
  return {
    get: () => value,
    set(patch) {
      value = { ...value, ...patch };
      for (const w of [...watchers]) w(value);
    },
    watch(w) {
      watchers.add(w);
      return () => watchers.delete(w);
    },
  };
}

export function useStore(store) {
  const [value, setValue] = useState(store.get());
  useEffect(() => {
    setValue(store.get()); // it may have changed between the first drawing and this effect
    return store.watch(setValue);
  }, [store]);
  return value;
}
