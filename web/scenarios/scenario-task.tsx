import { BookOpen, RotateCcw, Signpost } from 'lucide-react';
import type { Scenario } from '../../src/scenario/index.ts';
import { openDialog } from '../state/shell.ts';
import { Badge, Button, Disclosure } from '../ui/index.ts';
import styles from './brief.module.css';
import { Examples } from './examples.tsx';
import { NoScenario } from './no-scenario.tsx';
import { Objectives } from './objectives.tsx';
import { openScenario, useLoadedScenario } from './scenario-store.ts';
import { resumeTour, startTour, useTourProgress } from './tour-store.ts';
import { workloadLines } from './workload-text.ts';

/** The task at hand: what is to be built, for whom, under which load, and by what it is judged. */
export function ScenarioTask() {
  const loaded = useLoadedScenario();
  const scenario = loaded?.scenario;
  if (scenario === undefined) {
    return (
      <NoScenario title={loaded === undefined ? 'Reading the scenario' : 'A free design'}>
        {loaded !== undefined && 'This design belongs to a scenario that is not here.'}
      </NoScenario>
    );
  }
  return (
    <article className={styles['brief']} aria-label="Scenario">
      <header>
        <h2>{scenario.title}</h2>
        <p className={styles['muted']}>
          {scenario.level === 'tutorial' ? 'Tutorial' : `${scenario.level} level`}, {scenario.minutes} minutes
        </p>
      </header>
      <TourButtons scenario={scenario} />
      {scenario.brief.story.split('\n\n').map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <Objectives />
      <section>
        <h3>The load to carry</h3>
        <ul className={styles['plain']}>
          {workloadLines(scenario.workload).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
      <Requirements scenario={scenario} />
      {scenario.budget !== undefined && (
        <section>
          <h3>Budget</h3>
          <p>
            {scenario.budget.monthly}. <span className={styles['muted']}>{scenario.budget.why}</span>
          </p>
        </section>
      )}
      <Disclosure title="What you will learn">
        <List lines={scenario.brief.teaches} />
      </Disclosure>
      {scenario.brief.model.length > 0 && (
        <Disclosure title="Where the model simplifies">
          <List lines={scenario.brief.model} />
        </Disclosure>
      )}
      {loaded !== undefined && <Examples loaded={loaded} scenario={scenario} />}
      <div className={styles['actions']}>
        <Button size="small" icon={<RotateCcw aria-hidden />} onPress={() => void openScenario(scenario.id)}>
          Start over
        </Button>
        <Button size="small" icon={<BookOpen aria-hidden />} onPress={() => openDialog({ name: 'scenarios' })}>
          Other scenarios
        </Button>
      </div>
    </article>
  );
}

function List({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul className={styles['list']}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function TourButtons({ scenario }: { readonly scenario: Scenario }) {
  const progress = useTourProgress();
  if (scenario.tour.length === 0) return null;
  const mine = progress?.scenario === scenario.id ? progress : undefined;
  if (mine?.open === true) return null;
  return (
    <div className={styles['actions']}>
      {mine !== undefined && (
        <Button variant="primary" icon={<Signpost aria-hidden />} onPress={() => resumeTour(scenario.id)}>
          Resume the tour: step {mine.step + 1} of {scenario.tour.length}
        </Button>
      )}
      <Button
        variant={mine === undefined ? 'primary' : 'default'}
        {...(mine === undefined ? { icon: <Signpost aria-hidden /> } : {})}
        onPress={() => startTour(scenario.id)}
      >
        {mine === undefined ? 'Take the guided tour' : 'From the first step'}
      </Button>
    </div>
  );
}

const priorities = { must: 'must', should: 'should', out: 'out of scope' } as const;

function Requirements({ scenario: { requirements } }: { readonly scenario: Scenario }) {
  return (
    <section>
      <h3>Requirements</h3>
      <ul className={styles['plain']}>
        {requirements.functional.map(({ id, text, priority, why }) => (
          <li key={id} title={why}>
            <Badge tone={priority === 'must' ? 'accent' : 'neutral'}>{priorities[priority]}</Badge> {text}
          </li>
        ))}
        {requirements.nonFunctional.map(({ id, text, value, bound, why }) => (
          <li key={id} title={why}>
            {text} <b>{bound === 'at-most' ? `≤ ${value}` : `≥ ${value}`}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}
