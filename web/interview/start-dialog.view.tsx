import { Download, FolderOpen, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type Level, levels, presets } from '../../src/interview/index.ts';
import { useScenario, useScenarios } from '../scenarios/index.ts';
import { Badge, Button, ChoiceField, Dialog, Disclosure, IconButton, toast } from '../ui/index.ts';
import { openSessionFile, saveKept } from './files.ts';
import { beginInterview, openKept } from './lifecycle.ts';
import styles from './start.module.css';
import { forgetSession, keepSession, keptRows, keptSession, type SessionRow } from './storage.ts';

const levelTitles: Readonly<Record<Level, readonly [title: string, description: string]>> = {
  mid: ['Mid', 'Passes with 60: a working design, and the arithmetic.'],
  senior: ['Senior', 'Passes with 70: numbers, failure and trade-offs.'],
  staff: ['Staff', 'Passes with 80: also what not to build, and at what price.'],
};

/** Begin an interview, or go back to an earlier one. */
export default function StartDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Interview" isOpen onClose={onClose} size="medium">
      <div className={styles['dialog']}>
        <Begin onClose={onClose} />
        <Earlier onClose={onClose} />
      </div>
    </Dialog>
  );
}

function Begin({ onClose }: { readonly onClose: () => void }) {
  const playable = useScenarios().filter(({ phases }) => phases !== undefined);
  const current = useScenario();
  const [id, setId] = useState<string>();
  const [level, setLevel] = useState<Level>('senior');
  const [minutes, setMinutes] = useState<number>();
  const scenario =
    playable.find((one) => one.id === id) ?? playable.find((one) => one.id === current?.id) ?? playable[0];
  if (scenario === undefined) return <p className={styles['note']}>Reading the scenarios.</p>;
  const lengths = [...new Set([scenario.minutes, ...presets])].sort((a, b) => a - b);
  const length = minutes !== undefined && lengths.includes(minutes) ? minutes : scenario.minutes;
  return (
    <section className={styles['begin']}>
      <p>{scenario.summary}</p>
      <ChoiceField
        label="Scenario"
        value={scenario.id}
        options={playable.map((one) => ({ value: one.id, title: one.title }))}
        onChange={setId}
      />
      <ChoiceField
        label="Level"
        value={level}
        options={levels.map((one) => ({ value: one, title: levelTitles[one][0], description: levelTitles[one][1] }))}
        onChange={(value) => setLevel(levels.find((one) => one === value) ?? 'senior')}
      />
      <ChoiceField
        label="Length"
        value={String(length)}
        options={lengths.map((one) => ({ value: String(one), title: `${one} minutes` }))}
        onChange={(value) => setMinutes(Number(value))}
      />
      <p className={styles['note']}>
        Five phases, in any order. You can pause, take more time, hide the clock, and leave and come back. Runs unlock
        once you have said what they will show.
      </p>
      <Disclosure title="What is judged">
        <ul className={styles['rubric']}>
          {scenario.rubric.map(({ criterion, title, weight, looksFor }) => (
            <li key={criterion}>
              <strong>{title}</strong> <Badge>{weight}</Badge>
              <p>{looksFor}</p>
            </li>
          ))}
        </ul>
      </Disclosure>
      <div className={styles['actions']}>
        <Button
          variant="primary"
          onPress={() => {
            onClose();
            void beginInterview(scenario, level, length);
          }}
        >
          Begin
        </Button>
      </div>
    </section>
  );
}

/** The kept sessions; undefined until they are read. */
function useRows(): readonly [rows: readonly SessionRow[] | undefined, refresh: () => void] {
  const [rows, setRows] = useState<readonly SessionRow[]>();
  const refresh = (): void => {
    // Without storage there are no earlier interviews.
    void keptRows().then(setRows, () => setRows([]));
  };
  useEffect(refresh, []);
  return [rows, refresh];
}

function Earlier({ onClose }: { readonly onClose: () => void }) {
  const [rows, refresh] = useRows();
  const file = useRef<HTMLInputElement>(null);
  return (
    <section className={styles['earlier']} aria-label="Earlier interviews">
      <h3>Earlier interviews</h3>
      {rows?.length === 0 && <p className={styles['note']}>None yet. They are kept in this browser only.</p>}
      <ul>
        {rows?.map((row) => (
          <Row key={row.id} row={row} onClose={onClose} onForgotten={refresh} />
        ))}
      </ul>
      <div>
        <Button size="small" icon={<FolderOpen aria-hidden />} onPress={() => file.current?.click()}>
          Open from a file
        </Button>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label="Session file"
          onChange={(event) => {
            const [chosen] = event.currentTarget.files ?? [];
            if (chosen === undefined) return;
            onClose();
            void openSessionFile(chosen);
          }}
        />
      </div>
    </section>
  );
}

/** Deletes a session; it can be brought back as long as the message stands. */
async function forget(row: SessionRow): Promise<void> {
  const { events } = await keptSession(row.id);
  await forgetSession(row.id);
  toast({
    tone: 'info',
    title: 'Interview deleted',
    action: { label: 'Undo', run: () => void keepSession(row, events) },
  });
}

const dated = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

interface RowProps {
  readonly row: SessionRow;
  readonly onClose: () => void;
  readonly onForgotten: () => void;
}

function Row({ row, onClose, onForgotten }: RowProps) {
  const title = useScenarios().find(({ id }) => id === row.scenario)?.title ?? row.scenario;
  const finished = row.finishedAt !== undefined;
  const name = `${title}, ${dated.format(row.startedAt)}`;
  return (
    <li>
      <span>
        <strong>{title}</strong>
        <small>{dated.format(row.startedAt)}</small>
      </span>
      <Badge tone={finished ? 'neutral' : 'accent'}>{finished ? 'finished' : 'waiting'}</Badge>
      <Button
        size="small"
        aria-label={`${finished ? 'Scorecard of' : 'Resume'} ${name}`}
        onPress={() => {
          onClose();
          void openKept(row.id);
        }}
      >
        {finished ? 'Scorecard' : 'Resume'}
      </Button>
      <IconButton label={`Export ${name}`} size="small" onPress={() => void saveKept(row.id)}>
        <Download />
      </IconButton>
      <IconButton label={`Delete ${name}`} size="small" onPress={() => void forget(row).then(onForgotten)}>
        <Trash2 />
      </IconButton>
    </li>
  );
}
