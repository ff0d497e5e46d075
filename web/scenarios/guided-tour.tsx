import { ArrowLeft, ArrowRight, Check, X } from 'lucide-react';
import { useEffect } from 'react';
import { holds, type Scenario, type TourStep } from '../../src/scenario/index.ts';
import { useRun } from '../run/index.ts';
import { announce } from '../state/announce.ts';
import { useCompiled } from '../state/compiled.ts';
import { Button, IconButton } from '../ui/index.ts';
import { useScenario } from './scenario-store.ts';
import styles from './tour.module.css';
import { elementOf, showPlace } from './tour-places.ts';
import { TourRing } from './tour-ring.tsx';
import { goToStep, leaveTour, markDone, type TourProgress, useTourProgress } from './tour-store.ts';
import { type Box, useBox } from './use-box.ts';

/** The card of a step [CSS px]. */
const WIDEST = 620;
const MARGIN = 12;
const FOCUSABLE = 'button:not(:disabled), input, [tabindex="0"]';

/** The guided tour of the scenario at hand: one step at a time, checked against what is there. */
export function GuidedTour() {
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
  const canvas = useBox('canvas');
  useEffect(() => bring(step.place), [step.place]);
  useEffect(() => {
    if (!done || known) return;
    markDone(step.id);
    announce(`Step ${at + 1} done. ${step.learned}`);
  }, [done, known, step, at]);
  return (
    <>
      {!done && step.place !== 'canvas' && <TourRing place={step.place} />}
      <aside className={styles['card']} style={over(canvas)} aria-labelledby="tour-title" data-tour-card>
        <header>
          <h2 id="tour-title">{step.title}</h2>
          <span className={styles['count']}>
            Step {at + 1} of {of}
          </span>
          <IconButton label="Previous step" size="small" isDisabled={at === 0} onPress={() => goToStep(at - 1)}>
            <ArrowLeft />
          </IconButton>
          {!last && (
            <Button size="small" variant={done ? 'primary' : 'quiet'} onPress={() => goToStep(at + 1)}>
              {done ? 'Next' : 'Skip'}
              <ArrowRight aria-hidden />
            </Button>
          )}
          {last && done && (
            <Button size="small" variant="primary" onPress={leaveTour}>
              Finish
            </Button>
          )}
          <IconButton label="Leave the tour" size="small" onPress={leaveTour}>
            <X />
          </IconButton>
        </header>
        {done ? <p className={styles['learned']}>{step.learned}</p> : <p>{step.text}</p>}
        <div className={styles['todo']} data-done={done}>
          {done && <Check aria-hidden />}
          <p>
            {done && <span className="visually-hidden">Done: </span>}
            {step.todo}
          </p>
          {!done && step.place !== 'canvas' && (
            <Button size="small" variant="quiet" onPress={() => point(step.place)}>
              Show me where
            </Button>
          )}
        </div>
      </aside>
    </>
  );
}

/** At the top of the canvas, which is empty where designs are laid out from left to right. */
function over(canvas: Box | undefined): React.CSSProperties | undefined {
  if (canvas === undefined) return undefined;
  const width = Math.min(WIDEST, canvas.width - 2 * MARGIN);
  return { top: canvas.top + MARGIN, left: canvas.left + (canvas.width - width) / 2, width };
}

/** Brings a place onto the screen; its panel may have to be opened first. */
function bring(place: TourStep['place'], then?: (element: HTMLElement) => void): void {
  showPlace(place);
  requestAnimationFrame(() => {
    const element = elementOf(place);
    if (element === undefined) return;
    element.scrollIntoView({ block: 'nearest' });
    then?.(element);
  });
}

/** Goes to the place with the focus, for those who do not see the ring. */
function point(place: TourStep['place']): void {
  bring(place, (element) => {
    const target = element.matches(FOCUSABLE) ? element : element.querySelector<HTMLElement>(FOCUSABLE);
    target?.focus();
  });
}

/** Whether the step's condition holds of the design as it stands and of a finished run of just this design. */
function useDone(step: TourStep): boolean {
  const { topology } = useCompiled();
  const result = useRun((run) => (run.status === 'done' && !run.stale ? run.result : undefined));
  return holds(step.done, { topology, result });
}
