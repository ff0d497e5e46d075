import type { LoadedScenario, Scenario } from '../../src/scenario/index.ts';
import { Badge, Button, Disclosure } from '../ui/index.ts';
import styles from './brief.module.css';
import { openExample, useAttempted } from './scenario-store.ts';

interface ExamplesProps {
  readonly loaded: LoadedScenario;
  readonly scenario: Scenario;
}

/** Designs that show how the task can be done, and how it is done wrong: to be studied after an attempt of one's own. */
export function Examples({ loaded, scenario }: ExamplesProps) {
  const attempted = useAttempted(scenario.id);
  return (
    <Disclosure title="Designs to study">
      {!attempted && (
        <p className={styles['muted']}>
          Run a design of your own first: then you can open these, run them, and see for yourself why they hold or fail.
        </p>
      )}
      <ul className={styles['plain']}>
        {scenario.proofs.map((proof) => (
          <li key={proof.id} className={styles['example']}>
            <div>
              <b>{proof.title}</b> <Badge tone={proof.role === 'reference' ? 'good' : 'warning'}>{proof.role}</Badge>
            </div>
            {attempted && <p className={styles['muted']}>{proof.why}</p>}
            <Button
              size="small"
              isDisabled={!attempted}
              onPress={() => void openExample(proof.title, proof.design, loaded)}
            >
              Open
            </Button>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
