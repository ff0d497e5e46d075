import { pathText } from '../../simulator/index.ts';
import { chooseFile, dismissFileProblem, type FileProblem, useFileProblem } from '../editor/files.ts';
import { counted } from '../editor/words.ts';
import { FindingText } from '../inspector/index.ts';
import { Button, Dialog } from '../ui/index.ts';
import styles from './shell.module.css';

function Content({ problem }: { readonly problem: FileProblem }) {
  return (
    <>
      <p>{counted(problem.findings.length, 'problem')} in it. Your design is as it was.</p>
      <ul className={styles['file-problems']}>
        {problem.findings.map((finding) => (
          <li key={`${finding.code} ${finding.path.join('.')} ${finding.what}`}>
            <FindingText finding={finding} />
            <code>
              {pathText(finding.path)}
              {finding.place !== undefined && `, line ${finding.place.line}, column ${finding.place.column}`}
            </code>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Why a file was not opened, and what to do about it. */
export function FileProblemDialog() {
  const problem = useFileProblem();
  return (
    <Dialog
      title={problem === undefined ? '' : `${problem.name} was not opened`}
      isOpen={problem !== undefined}
      onClose={dismissFileProblem}
      footer={
        <>
          <Button
            onPress={() => {
              dismissFileProblem();
              chooseFile();
            }}
          >
            Choose another file…
          </Button>
          <Button variant="primary" onPress={dismissFileProblem}>
            Close
          </Button>
        </>
      }
    >
      {problem !== undefined && <Content problem={problem} />}
    </Dialog>
  );
}
