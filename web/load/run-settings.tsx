import { Dices } from 'lucide-react';
import { runSchema } from '../../simulator/index.ts';
import { setRun } from '../../src/index.ts';
import { problemWith } from '../fields/index.ts';
import { edit, useDocument } from '../state/document-store.ts';
import { IconButton, QuantityField } from '../ui/index.ts';
import { useBurst } from './burst.ts';
import { timeRaw } from './faults.ts';
import styles from './load.module.css';
import { warmupLength } from './run-length.ts';

/** How long is simulated, what of it counts, and which random numbers are drawn. */
export function RunSettings() {
  const burst = useBurst();
  const run = useDocument((document) => document.run);
  const warmup = useDocument(warmupLength);
  const defaults = runSchema.parse({});
  const set = (label: string, name: string, raw: unknown): void => {
    edit(label, (document) => setRun(document, [name], raw), burst.options());
  };
  const number = (raw: string | number | undefined): unknown => (raw === undefined ? undefined : Number(raw));
  return (
    <fieldset className={styles['run']}>
      <legend className="visually-hidden">Run</legend>
      <div className={styles['heading']}>
        <h3>Run</h3>
      </div>
      <QuantityField
        label="Duration"
        help="Simulated time, warm-up included."
        dimension="time"
        value={run?.duration}
        fallback={timeRaw(defaults.duration)}
        check={(raw) => problemWith(runSchema.shape.duration, raw)}
        onFocus={burst.begin}
        onChange={(raw) => set('Change the duration', 'duration', raw)}
      />
      <QuantityField
        label="Warm-up"
        help="Requests that arrive in it are not counted. Unless written it is detected, or a tenth of the duration where faults or a changing load leave nothing to detect; 0 s counts everything."
        dimension="time"
        value={run?.warmup}
        fallback={warmup > 0 ? timeRaw(warmup) : 'detected'}
        check={(raw) => problemWith(runSchema.shape.warmup, raw)}
        onFocus={burst.begin}
        onChange={(raw) => set('Change the warm-up', 'warmup', raw)}
      />
      <QuantityField
        label="Replications"
        help="Independent runs with other random numbers; several give intervals."
        dimension="count"
        value={run?.replications}
        fallback={defaults.replications}
        check={(raw) => problemWith(runSchema.shape.replications, Number(raw))}
        onFocus={burst.begin}
        onChange={(raw) => set('Change the replications', 'replications', number(raw))}
      />
      <div className={styles['seed']}>
        <QuantityField
          label="Seed"
          help="The same design and seed give the same result, everywhere."
          dimension="count"
          value={run?.seed}
          fallback={defaults.seed}
          check={(raw) => problemWith(runSchema.shape.seed, Number(raw))}
          onFocus={burst.begin}
          onChange={(raw) => set('Change the seed', 'seed', number(raw))}
        />
        <IconButton
          label="Next seed"
          size="small"
          onPress={() => {
            burst.begin();
            set('Change the seed', 'seed', ((run?.seed ?? defaults.seed) + 1) % 0x1_0000_0000);
          }}
        >
          <Dices />
        </IconButton>
      </div>
    </fieldset>
  );
}
