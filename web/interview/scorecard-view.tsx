import { Check, CircleDashed, Download, Minus, TriangleAlert, X } from 'lucide-react';
import { useMemo } from 'react';
import { type Grade, type Item, type JudgedCriterion, type Scorecard, scorecard } from '../../src/interview/index.ts';
import { Badge, Button, Disclosure, type Tone } from '../ui/index.ts';
import { EvidenceList } from './evidence-list.tsx';
import { saveSession } from './files.ts';
import type { Interview } from './interview-store.ts';
import { leaveInterview } from './lifecycle.ts';
import { ModelAnswers } from './model-answers.tsx';
import railStyles from './rail.module.css';
import styles from './scorecard.module.css';
import { useCalculator } from './use-calculator.ts';

const grades: Readonly<Record<Grade, readonly [words: string, tone: Tone]>> = {
  strong: ['Strong', 'good'],
  solid: ['Solid', 'good'],
  borderline: ['Borderline', 'warning'],
  'not-yet': ['Not yet', 'bad'],
};

/** What a finished interview was worth, each point with what it rests on. */
export function ScorecardView({ interview }: { readonly interview: Interview }) {
  const { open, scenario } = interview;
  const calculator = useCalculator();
  const card = useMemo(
    () => (calculator === undefined ? undefined : scorecard({ scenario, state: open.state, calculator })),
    [calculator, scenario, open],
  );
  return (
    <section className={railStyles['rail']} aria-label="Scorecard">
      <div className={railStyles['body']}>
        {card !== undefined && (
          <>
            <Summary card={card} title={scenario.title} />
            <Gates card={card} interview={interview} />
            <div>
              {card.criteria.map((criterion) => (
                <Criterion key={criterion.criterion} criterion={criterion} interview={interview} />
              ))}
            </div>
            <ModelAnswers interview={interview} />
          </>
        )}
      </div>
      <footer className={railStyles['footer']}>
        <Button icon={<Download aria-hidden />} onPress={() => saveSession(open)}>
          Export
        </Button>
        <Button onPress={leaveInterview}>Close</Button>
      </footer>
    </section>
  );
}

function Summary({ card, title }: { readonly card: Scorecard; readonly title: string }) {
  const [words, tone] = grades[card.grade];
  const judged = card.criteria.reduce((sum, { share, weight }) => sum + (share === undefined ? 0 : weight), 0);
  return (
    <header className={styles['summary']}>
      <h2>{title}</h2>
      <p className={styles['score']}>
        <strong>{Math.round(card.score)}</strong> of 100 <Badge tone={tone}>{words}</Badge>
      </p>
      <p className={styles['muted']}>
        A {card.level} passes with {card.passMark}. {judged} of 100 points could be judged.
        {card.blocked === undefined ? '' : ` ${card.blocked}`}
      </p>
    </header>
  );
}

function Gates({ card, interview }: { readonly card: Scorecard; readonly interview: Interview }) {
  if (card.gates.length === 0) return null;
  return (
    <ul className={styles['gates']} aria-label="What caps the score">
      {card.gates.map(({ id, says, cap, evidence }) => (
        <li key={id}>
          <p>
            <TriangleAlert className={styles['alarm']} aria-hidden /> <strong>At most {cap}.</strong> {says}
          </p>
          <EvidenceList evidence={evidence} interview={interview} />
        </li>
      ))}
    </ul>
  );
}

interface CriterionProps {
  readonly criterion: JudgedCriterion;
  readonly interview: Interview;
}

function Criterion({ criterion, interview }: CriterionProps) {
  const { title, weight, share, looksFor, items } = criterion;
  const earned = share === undefined ? 'not judged' : `${(share * weight).toFixed(1)} of ${weight}`;
  return (
    <div className={styles['criterion']}>
      <Disclosure
        title={
          <span className={styles['line']}>
            <span>{title}</span>
            <span className={styles['bar']} data-judged={share !== undefined} aria-hidden>
              <span style={{ width: `${(share ?? 0) * 100}%` }} />
            </span>
            <span className={styles['points']}>{earned}</span>
          </span>
        }
      >
        <p className={styles['muted']}>{looksFor}</p>
        {share === undefined && (
          <p className={styles['muted']}>
            Nothing in this session can be judged by a machine here, so it counts neither for you nor against you.
          </p>
        )}
        <ul className={styles['items']}>
          {items.map((item) => (
            <Point key={item.id} item={item} interview={interview} />
          ))}
        </ul>
      </Disclosure>
    </div>
  );
}

function mark({ points }: Item) {
  if (points === undefined) return <Minus className={styles['mark']} aria-label="Not judged" />;
  if (points === 1) return <Check className={styles['mark']} aria-label="Full credit" />;
  return points > 0 ? (
    <CircleDashed className={styles['mark']} aria-label="Half credit" />
  ) : (
    <X className={styles['mark']} aria-label="No credit" />
  );
}

function Point({ item, interview }: { readonly item: Item; readonly interview: Interview }) {
  const { title, says, evidence, stronger, points } = item;
  return (
    <li className={styles['item']} data-points={points ?? 'none'}>
      {mark(item)}
      <div>
        <p className={styles['what']}>{title}</p>
        <p>{says}</p>
        <EvidenceList evidence={evidence} interview={interview} />
        {stronger !== undefined && (
          <p className={styles['stronger']}>
            <strong>A stronger answer:</strong> {stronger}
          </p>
        )}
      </div>
    </li>
  );
}
