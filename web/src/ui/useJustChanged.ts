/** True for a short while after `signature` became another one; never on the first sight. */
import { useEffect, useRef, useState } from 'react';

const SHOWN_FOR_MS = 4_000;

export function useJustChanged(signature: string): boolean {
  const seen = useRef(signature);
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    if (seen.current === signature) return;
    seen.current = signature;
    setChanged(true);
    const timer = setTimeout(() => setChanged(false), SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [signature]);
  return changed;
}
