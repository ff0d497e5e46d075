import { Download, Ellipsis, Eye, EyeOff, Flag, LogOut, Pause, Play, Plus } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { type Level, leftIn, leftInAll, phases, phaseTexts, spentIn } from '../../src/interview/index.ts';
import { classNames, IconButton, MenuButton, type MenuEntry, Tooltip } from '../ui/index.ts';
import { clockText } from './clock-text.ts';
import { enterPhase, togglePause } from './conduct.ts';
import { saveSession } from './files.ts';
import { type Interview, toggleClock, useClockHidden } from './interview-store.ts';
import { finishInterview, leaveInterview } from './lifecycle.ts';
import { happen } from './log.ts';
import styles from './rail.module.css';
import { useNow } from './use-now.ts';

const levelNames: Readonly<Record<Level, string>> = { mid: 'Mid-level', senior: 'Senior', staff: 'Staff' };

/** Time that one press adds to a phase [ms]. */
const EXTENSION = 2 * 60_000;

export function PhaseHeader({ interview }: { readonly interview: Interview }) {
  const { open, scenario } = interview;
  const { clock, level } = open.state;
  return (
    <header className={styles['header']}>
      <div className={styles['title']}>
        <h2>{scenario.title}</h2>
        <span>{levelNames[level]} interview</span>
        <Actions interview={interview} />
      </div>
      <Clock interview={interview} />
      <nav aria-label="Phases">
        <ol className={styles['phases']}>
          {phases.map((phase, index) => (
            <PhaseTab key={phase} interview={interview} index={index} current={clock.phase === phase} />
          ))}
        </ol>
      </nav>
      <p className={styles['task']}>{phaseTexts[clock.phase].task}</p>
    </header>
  );
}

function Clock({ interview }: { readonly interview: Interview }) {
  const { open } = interview;
  const { clock } = open.state;
  const hidden = useClockHidden();
  const now = useNow();
  const left = leftIn(clock, clock.phase, now);
  const over = left < 0;
  return (
    <div className={styles['clock']} data-over={over}>
      {hidden ? (
        <span className={styles['hidden-clock']}>The clock is hidden and runs.</span>
      ) : (
        <>
          <span role="timer" aria-label={`Left in ${phaseTexts[clock.phase].title}`} className={styles['left']}>
            {clockText(left)}
          </span>
          <span className={styles['of']}>
            {over ? 'over, and that is all right' : `of ${clockText(clock.budgets[clock.phase])}`}
            <br />
            <span>{clockText(leftInAll(clock, now))} in all</span>
          </span>
        </>
      )}
      <span className={styles['clock-actions']}>
        <IconButton
          label="Two minutes more"
          size="small"
          onPress={() => happen({ type: 'extended', phase: clock.phase, by: EXTENSION })}
        >
          <Plus />
        </IconButton>
        <IconButton label={open.paused ? 'Resume' : 'Pause'} keys="Alt+0" size="small" onPress={togglePause}>
          {open.paused ? <Play /> : <Pause />}
        </IconButton>
        <IconButton label={hidden ? 'Show the clock' : 'Hide the clock'} size="small" onPress={toggleClock}>
          {hidden ? <Eye /> : <EyeOff />}
        </IconButton>
      </span>
    </div>
  );
}

interface PhaseTabProps {
  readonly interview: Interview;
  readonly index: number;
  readonly current: boolean;
}

function PhaseTab({ interview, index, current }: PhaseTabProps) {
  const { clock } = interview.open.state;
  const phase = phases[index] ?? 'scope';
  const now = useNow();
  const spent = spentIn(clock, phase, now);
  const share = Math.min(1, spent / Math.max(1, clock.budgets[phase]));
  return (
    <li>
      <Tooltip text={`${clockText(spent)} spent of ${clockText(clock.budgets[phase])}`} keys={`Alt+${index + 1}`}>
        <AriaButton
          className={classNames(styles['phase'], current && styles['current'])}
          {...(current ? { 'aria-current': 'step' as const } : {})}
          aria-keyshortcuts={`Alt+${index + 1}`}
          onPress={() => enterPhase(phase)}
        >
          {phaseTexts[phase].title}
          <span className={styles['spent']} aria-hidden>
            <span style={{ width: `${share * 100}%` }} data-over={spent > clock.budgets[phase]} />
          </span>
        </AriaButton>
      </Tooltip>
    </li>
  );
}

function Actions({ interview }: { readonly interview: Interview }) {
  const entries: readonly MenuEntry[] = [
    { id: 'export', label: 'Export', icon: <Download />, run: () => saveSession(interview.open) },
    {
      id: 'leave',
      label: 'Leave for now',
      detail: 'The clock stops; it waits in the list.',
      icon: <LogOut />,
      run: leaveInterview,
    },
    { id: 'finish', label: 'Finish now', detail: 'Shows the scorecard.', icon: <Flag />, run: finishInterview },
  ];
  return (
    <MenuButton
      label="Interview"
      groups={() => [{ id: 'interview', entries }]}
      button={
        <IconButton label="Interview menu" size="small">
          <Ellipsis />
        </IconButton>
      }
    />
  );
}
