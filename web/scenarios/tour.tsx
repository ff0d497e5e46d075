import { ArrowLeft, ArrowRight, Check, X } from 'lucide-react';
import { useEffect } from 'react';
import { holds, type Scenario, type TourStep } from '../../src/scenario/index.ts';
import { useRun } from '../run/index.ts';
import { announce } from '../state/announce.ts';
import { useCompiled } from '../state/compiled.ts';
import { Button, IconButton } from '../ui/index.ts';
import { useScenario } from './scenario-store.ts';
import styles from './tour.module.css';
import { showPlace } from './tour-places.ts';
import { TourRing } from './tour-ring.tsx';
import { goToStep, leaveTour, markDone, type TourProgress, useTourProgress } from './tour-store.ts';

/** The guided tour of the scenario at hand, while it is open: one step at a time, checked against what is there. */
export function Tour() {
  const scenario = useScenario();
  const progress = useTourProgress();
  if (scenario === undefined || progress === undefined) return null;
  if (!progress.open || progress.scenario !== scenario.id || scenario.tour.length === 0) return null;
  return <OpenTour scenario={scenario} progress={progress} />;
}

interface OpenTourProps {
  readonly scenario: Scenario;
  readonly progress: TourProgress;
}

function OpenTour({ scenario, progress }: OpenTourProps) {
  const { tour } = scenario;
  const at = Math.min(Math.max(0, progress.step), tour.length - 1);
  const step = tour[at];
  if (step === undefined) return null;
  return <Step key={step.id} step={step} at={at} of={tour.length} known={progress.done.includes(step.id)} />;
}

interface StepProps {
  readonly step: TourStep;
  readonly at: number;
  readonly of: number;
  /** It was done before. */
  readonly known: boolean;
}

function Step({ step, at, of, known }: StepProps) {
  const done = useDone(step) || known;
  const last = at === of - 1;
  useEffect(() => showPlace(step.place), [step.place]);
  useEffect(() => {
    if (!done || known) return;
    markDone(step.id);
    announce(`Step ${at + 1} done. ${step.learned}`);
  }, [done, known, step, at]);
  return (
    <>
      {!done && <TourRing place={step.place} />}
      <aside className={styles['card']} aria-labelledby="tour-title">
        <header>
          <span className={styles['count']}>
            Step {at + 1} of {of}
          </span>
          <IconButton label="Leave the tour" size="small" onPress={leaveTour}>
            <X />
          </IconButton>
        </header>
        <h2 id="tour-title">{step.title}</h2>
        <p>{step.text}</p>
        <p className={styles['todo']} data-done={done}>
          {done && <Check aria-hidden />}
          <span>
            {done && <span className="visually-hidden">Done: </span>}
            {step.todo}
          </span>
        </p>
        {done && <p className={styles['learned']}>{step.learned}</p>}
        <footer>
          <Button
            size="small"
            variant="quiet"
            icon={<ArrowLeft aria-hidden />}
            isDisabled={at === 0}
            onPress={() => goToStep(at - 1)}
          >
            Back
          </Button>
          {!done && (
            <Button size="small" variant="quiet" onPress={() => showPlace(step.place)}>
              Show me where
            </Button>
          )}
          {last ? (
            <Button size="small" variant={done ? 'primary' : 'quiet'} onPress={leaveTour}>
              {done ? 'Finish' : 'Leave'}
            </Button>
          ) : (
            <Button size="small" variant={done ? 'primary' : 'quiet'} onPress={() => goToStep(at + 1)}>
              {done ? 'Next' : 'Skip'}
              <ArrowRight aria-hidden />
            </Button>
          )}
        </footer>
      </aside>
    </>
  );
}

/** Whether the step's condition holds of the design as it stands and of a finished run of just this design. */
function useDone(step: TourStep): boolean {
  const { topology } = useCompiled();
  const result = useRun((run) => (run.status === 'done' && !run.stale ? run.result : undefined));
  return holds(step.done, { topology, result });
}
