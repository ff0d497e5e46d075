import { Plus, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { idSchema, regionRoundTrip, regionSchema, zoneRoundTrip, zoneSchema } from '../../simulator/index.ts';
import {
  type DesignDocument,
  type PlaceKind,
  regionIds,
  removePlace,
  renamePlace,
  roundTripOf,
  setPlace,
  setRoundTrip,
  zoneIds,
  zonesOf,
} from '../../src/index.ts';
import { withZone } from '../editor/places.ts';
import { counted } from '../editor/words.ts';
import { announce } from '../state/announce.ts';
import { edit, useDocument } from '../state/document-store.ts';
import { Button, Dialog, IconButton, QuantityField, RawField } from '../ui/index.ts';
import styles from './places.module.css';

/** Ordinal of the visit to a field: what is typed in one is one step of history. */
let visits = 0;

type Change = (label: string, change: (document: DesignDocument) => DesignDocument) => void;

function Row({
  kind,
  id,
  children,
  count,
  change,
  onFocus,
}: {
  readonly kind: PlaceKind;
  readonly id: string;
  readonly count: string;
  readonly change: Change;
  readonly onFocus: () => void;
  readonly children?: React.ReactNode;
}) {
  const document = useDocument((whole) => whole);
  const noun = kind === 'zones' ? 'zone' : 'region';
  return (
    <li className={styles['place']}>
      <RawField
        label={noun === 'zone' ? 'Zone' : 'Region'}
        value={id}
        required="This must be given."
        check={(text) => {
          const renamed = renamePlace(document, kind, id, text);
          return 'refused' in renamed ? renamed.refused : undefined;
        }}
        onFocus={onFocus}
        onChange={(text) =>
          change(`Rename ${noun}`, (before) => {
            const renamed = renamePlace(before, kind, id, text);
            return 'doc' in renamed ? renamed.doc : before;
          })
        }
      />
      {children}
      <span className={styles['count']}>{count}</span>
      <IconButton
        label={`Remove ${noun} ${id}`}
        size="small"
        onPress={() => {
          if (edit(`Remove ${noun} ${id}`, (before) => removePlace(before, kind, id)))
            announce(`Removed ${noun} ${id}.`);
        }}
      >
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  );
}

/** Pairs of zones of one region, each zone with itself too. */
function zonePairs(document: DesignDocument): [string, string][] {
  const zones = Object.keys(document.zones ?? {});
  return zones.flatMap((a, at) =>
    zones
      .slice(at)
      .filter((b) => document.zones?.[a]?.region === document.zones?.[b]?.region)
      .map((b): [string, string] => [a, b]),
  );
}

function regionPairs(document: DesignDocument): [string, string][] {
  const regions = regionIds(document);
  return regions.flatMap((a, at) => regions.slice(at + 1).map((b): [string, string] => [a, b]));
}

/** What applies between two places where nothing is written: the defaults of the simulator. */
function usual(kind: PlaceKind, a: string, b: string): string {
  if (kind === 'zones') {
    const between = zoneRoundTrip({ zones: { [a]: {}, [b]: {} } }, a, b) ?? 0;
    return `${between * 1000} ms`;
  }
  const known = regionRoundTrip({}, a, b);
  return known === undefined ? 'unknown: 100 ms' : `${known * 1000} ms`;
}

function Distances({
  kind,
  pairs,
  change,
  onFocus,
}: {
  readonly kind: PlaceKind;
  readonly pairs: readonly (readonly [string, string])[];
  readonly change: Change;
  readonly onFocus: () => void;
}) {
  const document = useDocument((whole) => whole);
  const schema = kind === 'zones' ? zoneSchema : regionSchema;
  return (
    <ul className={styles['distances']}>
      {pairs.map(([a, b]) => (
        <li key={`${a} ${b}`}>
          <QuantityField
            label={a === b ? `Within ${a}` : `${a} – ${b}`}
            help="Round trip, there and back."
            dimension="time"
            value={roundTripOf(document, kind, a, b)}
            fallback={usual(kind, a, b)}
            check={(raw) => schema.safeParse({ rtt: { [b]: raw } }).error?.issues[0]?.message}
            onFocus={onFocus}
            onChange={(raw) =>
              change(`Change the distance of ${a} and ${b}`, (before) => setRoundTrip(before, kind, a, b, raw))
            }
          />
        </li>
      ))}
    </ul>
  );
}

/** Zones and regions of the design, and how far they are apart. */
export function PlacesDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const document = useDocument((whole) => whole);
  const visit = useRef(0);
  const onFocus = (): void => {
    visits += 1;
    visit.current = visits;
  };
  const change: Change = (label, next) => {
    edit(label, next, { transaction: `place-${visit.current}` });
  };
  const zones = zoneIds(document);
  const regions = regionIds(document);
  const within = zonePairs(document);
  const between = regionPairs(document);
  const add = (): void => {
    edit('Add a zone', (before) => withZone(before).doc);
    announce('Added a zone.');
  };
  const standing = (ids: readonly string[]) =>
    counted(
      document.components.filter((component) => zonesOf(component).some((id) => ids.includes(id))).length,
      'component',
    );
  const inRegion = (region: string) => zones.filter((id) => document.zones?.[id]?.region === region);
  return (
    <Dialog
      title="Zones and regions"
      isOpen={isOpen}
      onClose={onClose}
      size="large"
      footer={
        <Button size="small" onPress={add}>
          <Plus aria-hidden /> Add a zone
        </Button>
      }
    >
      <div className={styles['places']}>
        <p className={styles['note']}>
          A zone fails as a whole. What stands in it is near, other zones of its region are farther, and other regions
          far away; what crosses a border is billed. Put a component into a zone by its setting “Zone”, or drag it
          there.
        </p>
        <section aria-label="Zones">
          <h3>Zones</h3>
          {zones.length === 0 && <p className={styles['note']}>None yet: everything is at the same place.</p>}
          <ul>
            {zones.map((id, at) => (
              // The place in the list stays when the name changes, and the focus with it.
              // biome-ignore lint/suspicious/noArrayIndexKey: a zone is renamed in the field itself
              <Row key={at} kind="zones" id={id} count={standing([id])} change={change} onFocus={onFocus}>
                <RawField
                  label="in region"
                  value={document.zones?.[id]?.region ?? ''}
                  placeholder="us-east-1, …"
                  check={(text) =>
                    idSchema.safeParse(text).success ? undefined : 'Expected a name such as us-east-1.'
                  }
                  onFocus={onFocus}
                  onChange={(text) =>
                    change(`Change the region of ${id}`, (before) =>
                      setPlace(before, 'zones', id, ['region'], text === '' ? undefined : text),
                    )
                  }
                />
              </Row>
            ))}
          </ul>
        </section>
        {regions.length > 0 && (
          <section aria-label="Regions">
            <h3>Regions</h3>
            <ul>
              {regions.map((id, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a region is renamed in the field itself
                <Row key={at} kind="regions" id={id} count={standing(inRegion(id))} change={change} onFocus={onFocus} />
              ))}
            </ul>
          </section>
        )}
        {within.length > 0 && (
          <section aria-label="Round trips">
            <h3>Round trips</h3>
            <Distances kind="zones" pairs={within} change={change} onFocus={onFocus} />
            <Distances kind="regions" pairs={between} change={change} onFocus={onFocus} />
          </section>
        )}
      </div>
    </Dialog>
  );
}
