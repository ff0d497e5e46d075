import styles from './analysis.module.css';
import { AnalysisSection } from './analysis-section.tsx';
import { Ground } from './ground.tsx';
import { TrialTable } from './trial-table.tsx';

/** Which change buys most: each component made faster, and bought more of. */
export function Surveyed() {
  return (
    <AnalysisSection
      analysis="sensitivity"
      title="What buys most"
      intro="Makes each component 10 %, 20 % and twice as fast, and buys more of it, on the same random numbers."
      start="Compare the changes"
    >
      {({ rows, skipped, before, run }) => (
        <>
          {rows.length > 0 && <TrialTable label="Changes, what buys most first" trials={rows} />}
          {skipped.map(({ components, says }) => (
            <p key={components.join(' ')} className={styles['ground']}>
              {components.join(', ')}: {says}
            </p>
          ))}
          <Ground before={before} run={run} />
        </>
      )}
    </AnalysisSection>
  );
}
