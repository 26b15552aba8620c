/** Calls back with the last value once typing has paused. */
import { useCallback, useEffect, useRef } from 'react';

export function useDebouncedCallback<Value>(callback: (value: Value) => void, delayMs: number): (value: Value) => void {
  const latest = useRef(callback);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = callback;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (value: Value) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => latest.current(value), delayMs);
    },
    [delayMs],
  );
}
