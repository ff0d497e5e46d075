import type { RequestResult } from '../../simulator/index.ts';
import styles from './errors.module.css';
import { count, share } from './format.ts';
import { useNames } from './names.ts';
import { PlaceLink } from './place-link.tsx';
import { reasonHelp, reasonTitle } from './reasons.ts';

/** Failures by reason, and the components where they began. */
export function Errors({ of }: { readonly of: RequestResult }) {
  const reasons = Object.entries(of.errors)
    .filter(([, part]) => part > 0)
    .toSorted(([, a], [, b]) => b - a);
  const worst = reasons[0]?.[1] ?? 1;
  return (
    <section className={styles['errors']} aria-labelledby="errors">
      <h4 id="errors">Failures by reason</h4>
      {reasons.length === 0 ? (
        <p className={styles['none']}>No request failed.</p>
      ) : (
        <ul>
          {reasons.map(([reason, part]) => (
            <li key={reason}>
              <div className={styles['reason']} title={reasonHelp(reason)}>
                <span>{reasonTitle(reason)}</span>
                <b>{share(part)}</b>
              </div>
              <span className={styles['track']} aria-hidden="true">
                <span style={{ width: `${(part / worst) * 100}%` }} />
              </span>
              <Origins of={of} reason={reason} />
            </li>
          ))}
        </ul>
      )}
      {of.counts.inFlight > 0 && (
        <p className={styles['none']}>{count(of.counts.inFlight)} requests were still under way at the end.</p>
      )}
    </section>
  );
}

/** Where failures of one reason began: buttons that lead to the component. */
function Origins({ of, reason }: { readonly of: RequestResult; readonly reason: string }) {
  const nameOf = useNames();
  const origins = of.failures.filter((failure) => failure.reason === reason).slice(0, 3);
  if (origins.length === 0) return null;
  return (
    <div className={styles['origins']}>
      began at{' '}
      {origins.map(({ at, count: times }) => (
        <PlaceLink key={at} component={at}>
          {nameOf(at)} ({count(times)})
        </PlaceLink>
      ))}
    </div>
  );
}
