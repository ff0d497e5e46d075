import { CircleCheck } from 'lucide-react';
import { Button } from 'react-aria-components';
import { type Finding, pathText } from '../../simulator/index.ts';
import { connectionKey } from '../../src/index.ts';
import { useCompiled } from '../state/compiled.ts';
import { getDocument, select, useDocument } from '../state/document-store.ts';
import { showDock } from '../state/shell.ts';
import { viewport } from '../state/viewport.ts';
import { EmptyState } from '../ui/index.ts';
import { FindingText } from './finding-list.tsx';
import styles from './inspector.module.css';

/** Goes to what a finding is about. */
function goTo({ path }: Finding): void {
  const [collection, index] = path;
  const document = getDocument();
  if (typeof index !== 'number') {
    if (collection === 'workload' || collection === 'faults' || collection === 'run') showDock('load');
    return;
  }
  const component = collection === 'components' ? document.components[index] : undefined;
  const connection = collection === 'connections' ? document.connections[index] : undefined;
  if (component !== undefined) {
    select({ components: [component.id] });
    viewport()?.reveal(component.id);
  } else if (connection !== undefined) {
    select({ connections: [connectionKey(connection)] });
    viewport()?.reveal(connection.from);
  } else if (collection === 'workload' || collection === 'faults') showDock('load');
}

const rank = { error: 0, warning: 1, note: 2 } as const;

/** Errors and warnings of the design; an error keeps it from running. An empty canvas has none to speak of. */
export function useProblemCount(): { readonly errors: number; readonly warnings: number } {
  const { findings } = useCompiled();
  const empty = useDocument(({ components }) => components.length === 0);
  const count = (severity: Finding['severity']): number =>
    empty ? 0 : findings.filter((finding) => finding.severity === severity).length;
  return { errors: count('error'), warnings: count('warning') };
}

/** All that can be said against the design before it runs. */
export function Problems() {
  const { findings } = useCompiled();
  if (findings.length === 0) {
    return (
      <EmptyState icon={<CircleCheck aria-hidden />} title="No problems">
        The design can run as it is. What a run shows is in the results.
      </EmptyState>
    );
  }
  const sorted = [...findings].sort((a, b) => rank[a.severity] - rank[b.severity]);
  return (
    <ul className={styles['problems']}>
      {sorted.map((finding) => (
        <li key={`${finding.code} ${finding.path.join('.')} ${finding.what}`}>
          <Button className={styles['problem'] ?? ''} onPress={() => goTo(finding)}>
            <FindingText finding={finding} />
            <code>{pathText(finding.path)}</code>
          </Button>
        </li>
      ))}
    </ul>
  );
}
