import { useEffect, useState } from 'react';
import { type Calculator, loadCalculator } from '../../src/index.ts';
import { busy } from '../state/idle.ts';

let loaded: Calculator | undefined;

/** The calculator, once it is there: it is heavy and read when first needed. */
export function useCalculator(): Calculator | undefined {
  const [calculator, setCalculator] = useState(loaded);
  useEffect(() => {
    if (loaded !== undefined) return;
    const done = busy('calculator');
    loadCalculator()
      .then((made) => {
        loaded = made;
        setCalculator(made);
      })
      // Without the network the first time, estimates stay uncommitted and the panel says that it is loading.
      .catch(() => undefined)
      .finally(done);
  }, []);
  return calculator;
}
