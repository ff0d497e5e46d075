import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { Finding } from '../../simulator/index.ts';
import styles from './inspector.module.css';

const icons = { error: CircleAlert, warning: TriangleAlert, note: Info } as const;
const words = { error: 'Error', warning: 'Warning', note: 'Note' } as const;

/** What is wrong, why it matters, what to do. */
export function FindingText({ finding }: { readonly finding: Finding }) {
  const Icon = icons[finding.severity];
  return (
    <div className={styles['finding']} data-severity={finding.severity}>
      <Icon aria-label={words[finding.severity]} />
      <div>
        <strong>{finding.what}</strong> {finding.why} <em>{finding.todo}</em>
      </div>
    </div>
  );
}

export function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <div className={styles['findings']}>
      {findings.map((finding) => (
        <FindingText key={`${finding.code} ${finding.path.join('.')} ${finding.what}`} finding={finding} />
      ))}
    </div>
  );
}
