import styles from './analysis.module.css';
import { AnalysisSection } from './analysis-section.tsx';
import { Ground } from './ground.tsx';
import { TrialTable } from './trial-table.tsx';

/** Which change buys most: each component and each network made faster, and bought more of. */
export function Surveyed() {
  return (
    <AnalysisSection
      analysis="sensitivity"
      title="What buys most"
      intro="Makes each component and each connection’s network 10 %, 20 % and twice as fast, and buys more of them, on the same random numbers."
      start="Compare the changes"
    >
      {({ rows, skipped, before, run }) => (
        <>
          {rows.length > 0 && <TrialTable label="Changes, what buys most first" trials={rows} />}
          {skipped
            .map(({ components, connections = [], says }) => ({
              names: [...components, ...connections.map((of) => of.replace('->', ' → '))].join(', '),
              says,
            }))
            .map(({ names, says }) => (
              <p key={names} className={styles['ground']}>
                {names}: {says}
              </p>
            ))}
          <Ground before={before} run={run} />
        </>
      )}
    </AnalysisSection>
  );
}
