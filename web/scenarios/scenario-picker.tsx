import { Clock, Signpost, Trophy } from 'lucide-react';
import type { Scenario } from '../../src/scenario/index.ts';
import { Badge, Button, Dialog } from '../ui/index.ts';
import styles from './picker.module.css';
import { openScenario, useBestResult, useScenarios } from './scenario-store.ts';
import { startTour } from './tour-store.ts';

interface ScenarioPickerProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Levels in words; the order is from the easiest. */
const levels = { tutorial: 'Tutorial', mid: 'Mid level', senior: 'Senior', staff: 'Staff' } as const;
const order = Object.keys(levels);

/** Choose what to practice on. Opening one is a single step that undo takes back. */
export function ScenarioPicker({ isOpen, onClose }: ScenarioPickerProps) {
  return (
    <Dialog title="Scenarios" isOpen={isOpen} onClose={onClose} size="large">
      <Cards onClose={onClose} />
    </Dialog>
  );
}

function Cards({ onClose }: { readonly onClose: () => void }) {
  const scenarios = useScenarios().toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  return (
    <>
      <p className={styles['intro']}>
        Each brings a task, its load, its objectives and a first sketch. Your own design stays one undo away.
      </p>
      <ul className={styles['cards']}>
        {scenarios.map((scenario) => (
          <Card key={scenario.id} scenario={scenario} onClose={onClose} />
        ))}
      </ul>
    </>
  );
}

interface CardProps {
  readonly scenario: Scenario;
  readonly onClose: () => void;
}

function Card({ scenario, onClose }: CardProps) {
  const best = useBestResult(scenario.id);
  const open = (withTour: boolean): void => {
    onClose();
    void openScenario(scenario.id).then((opened) => {
      if (opened && withTour) startTour(scenario.id);
    });
  };
  const hasTour = scenario.tour.length > 0;
  return (
    <li className={styles['card']}>
      <div className={styles['head']}>
        <h3>{scenario.title}</h3>
        <Badge tone={scenario.level === 'tutorial' ? 'good' : 'accent'}>{levels[scenario.level]}</Badge>
        <span className={styles['minutes']}>
          <Clock aria-hidden /> {scenario.minutes} min
        </span>
      </div>
      <p>{scenario.summary}</p>
      <p className={styles['story']}>{scenario.brief.story.split('\n\n')[0]}</p>
      <div className={styles['foot']}>
        {best !== undefined && (
          <span className={styles['best']}>
            <Trophy aria-hidden /> Best: {best.met} of {best.objectives} objectives
          </span>
        )}
        {hasTour && (
          <Button variant="primary" icon={<Signpost aria-hidden />} onPress={() => open(true)}>
            Take the tour
          </Button>
        )}
        <Button variant={hasTour ? 'default' : 'primary'} onPress={() => open(false)}>
          {hasTour ? 'Open without the tour' : 'Open'}
        </Button>
      </div>
    </li>
  );
}
