import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { JudgedResult } from '../../simulator/index.ts';
import { PlaceLink } from './place-link.tsx';
import styles from './remarks.module.css';

const icons = { critical: CircleAlert, warning: TriangleAlert, info: Info } as const;
const words = { critical: 'Critical', warning: 'Warning', info: 'Note' } as const;

/** What the run shows, in sentences; each leads to the place it is about. */
export function Remarks({ result }: { readonly result: JudgedResult }) {
  if (result.findings.length === 0) return null;
  return (
    <section className={styles['remarks']} aria-labelledby="remarks">
      <h3 id="remarks">What this run shows</h3>
      <ul>
        {result.findings.map((finding) => {
          const Icon = icons[finding.severity];
          return (
            <li
              key={`${finding.code} ${finding.component ?? ''} ${finding.connection ?? ''}`}
              data-severity={finding.severity}
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
