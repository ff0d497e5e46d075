import { useRef } from 'react';

let bursts = 0;

/** Names one burst of typing or one gesture, so that it is one step to undo: a new one begins at `begin`. */
export function useBurst(): { readonly begin: () => void; readonly options: () => { readonly transaction: string } } {
  const number = useRef(0);
  const begin = (): void => {
    bursts += 1;
    number.current = bursts;
  };
  if (number.current === 0) begin();
  return { begin, options: () => ({ transaction: `load ${number.current}` }) };
}
