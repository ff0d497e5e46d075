import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { JudgedResult } from '../../simulator/index.ts';
import styles from '../ui/report.module.css';
import { PlaceLink } from './place-link.tsx';

const icons = { critical: CircleAlert, warning: TriangleAlert, info: Info } as const;
const tones = { critical: 'bad', warning: 'warning', info: 'accent' } as const;
const words = { critical: 'Critical', warning: 'Warning', info: 'Note' } as const;

/** What the run shows, in sentences; each leads to the place it is about. */
export function Remarks({ result }: { readonly result: JudgedResult }) {
  if (result.findings.length === 0) return null;
  return (
    <section className={styles['section']} aria-labelledby="remarks">
      <h4 id="remarks">What this run shows</h4>
      <ul className={styles['list']}>
        {result.findings.map((finding) => {
          const Icon = icons[finding.severity];
          return (
            <li
              key={`${finding.code} ${finding.component ?? ''} ${finding.connection ?? ''}`}
              data-tone={tones[finding.severity]}
            >
              <Icon aria-label={words[finding.severity]} role="img" />
              <p>{finding.says}</p>
              {finding.component !== undefined && <PlaceLink component={finding.component} />}
              {finding.component === undefined && finding.connection !== undefined && (
                <PlaceLink connection={finding.connection} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
