import { Copy, Trash2 } from 'lucide-react';
import {
  type AnyComponent,
  definitionOf,
  fieldsOf,
  formatQuantity,
  type StationEstimate,
} from '../../simulator/index.ts';
import { connectionKey, placeIn, type RawComponent, rename, setParameter, zoneIds, zonesOf } from '../../src/index.ts';
import { useFindings, useLoad } from '../canvas/index.ts';
import { duplicateSelection, remove } from '../editor/actions.ts';
import { nameById, nameOf } from '../editor/words.ts';
import { FieldForm } from '../fields/index.ts';
import { useEstimatesHidden } from '../interview/index.ts';
import { compiled } from '../state/compiled.ts';
import { edit, select, useDocument } from '../state/document-store.ts';
import { openDialog } from '../state/shell.ts';
import { Button, Disclosure, Glyph, IconButton, RawField } from '../ui/index.ts';
import { FindingList } from './finding-list.tsx';
import { HelpPane } from './help-pane.tsx';
import styles from './inspector.module.css';
import { useForm, useRequestNames } from './use-form.ts';

const LONGEST_NAME = 120;

function NameField({ component }: { readonly component: RawComponent }) {
  return (
    <div data-field="name">
      <RawField
        label="Name"
        value={component.name ?? ''}
        placeholder={component.id}
        check={(text) => (text.length > LONGEST_NAME ? `Expected at most ${LONGEST_NAME} characters.` : undefined)}
        onChange={(text) => {
          edit(`Rename ${component.id}`, (document) => rename(document, component.id, text), {
            transaction: `rename-${component.id}`,
          });
        }}
      />
    </div>
  );
}

function loadFigures({ arrivalRate, limiting, utilization, wait, response }: StationEstimate): [string, string][] {
  const figures: [string, string][] = [['Requests', formatQuantity(arrivalRate, 'rate')]];
  if (limiting !== undefined) figures.push([`Utilization, ${limiting}`, formatQuantity(utilization, 'fraction')]);
  if (wait !== null && limiting !== undefined) figures.push(['Mean wait', formatQuantity(wait, 'time')]);
  if (response !== null) figures.push(['Mean response', formatQuantity(response, 'time')]);
  return figures;
}

/** What the closed form says about the load on a component, unless it is to be predicted, and what it costs. */
function Figures({ id }: { readonly id: string }) {
  const load = useLoad(id);
  const hidden = useEstimatesHidden();
  const station = useDocument((document) => compiled(document).estimate?.components[id]);
  const monthly = useDocument((document) => compiled(document).estimate?.cost.components[id]);
  if (station === undefined) return null;
  const figures = hidden ? [] : loadFigures(station);
  if (load?.hitRatio !== undefined) figures.push(['Hit ratio', formatQuantity(load.hitRatio, 'fraction')]);
  if (monthly !== undefined && monthly > 0) figures.push(['Cost per month', formatQuantity(monthly, 'money')]);
  if (figures.length === 0) return null;
  const saturated = station.response === null && !hidden;
  return (
    <section className={styles['section']} aria-label="Estimate">
      <h3>Estimate</h3>
      <dl className={styles['figures']}>
        {figures.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {saturated && (
        <p className={styles['note']}>Asked for more than it can do: waits grow as long as the load lasts.</p>
      )}
    </section>
  );
}

function Calls({ component }: { readonly component: RawComponent }) {
  const document = useDocument((whole) => whole);
  const { id } = component;
  const rows = [
    ...document.connections
      .filter(({ to }) => to === id)
      .map((connection) => ({ connection, text: `from ${nameById(document, connection.from)}` })),
    ...document.connections
      .filter(({ from }) => from === id)
      .map((connection) => ({ connection, text: `to ${nameById(document, connection.to)}` })),
  ];
  const calls = (definitionOf(component.type)?.calls.length ?? 0) > 0;
  return (
    <section className={styles['section']} aria-label="Calls">
      <h3>Calls</h3>
      {rows.length === 0 && <p className={styles['note']}>Not connected yet.</p>}
      <ul className={styles['calls']}>
        {rows.map(({ connection, text }) => {
          const key = connectionKey(connection);
          return (
            <li key={key}>
              <Button variant="quiet" size="small" onPress={() => select({ connections: [key] })}>
                {text}
              </Button>
              <IconButton
                label={`Delete the call ${text}`}
                size="small"
                onPress={() => remove({ components: [], connections: [key] })}
              >
                <Trash2 aria-hidden />
              </IconButton>
            </li>
          );
        })}
      </ul>
      {calls && (
        <Button size="small" onPress={() => openDialog({ name: 'connect', from: id })}>
          Connect to…
        </Button>
      )}
    </section>
  );
}

function About({ definition }: { readonly definition: AnyComponent }) {
  return (
    <Disclosure title="About this component">
      <dl className={styles['about']}>
        <dt>What it models</dt>
        <dd>{definition.summary}</dd>
        <dt>Under overload and failure</dt>
        <dd>{definition.help}</dd>
        <dt>Often believed, and wrong</dt>
        <dd>{definition.misconception}</dd>
        <dt>Left out</dt>
        <dd>{definition.leavesOut}</dd>
      </dl>
    </Disclosure>
  );
}

/** Everything about one component. */
export function ComponentInspector({ component }: { readonly component: RawComponent }) {
  const definition = definitionOf(component.type);
  const findings = useFindings('components', component);
  const requests = useRequestNames();
  const { focused, onFocus, onChange } = useForm(nameOf(component), (document, path, raw) =>
    path.length === 1 && path[0] === 'zone'
      ? placeIn(document, component.id, zonesOf({ ...component, zone: raw }))
      : setParameter(document, component.id, path, raw),
  );
  const zones = useDocument((document) => zoneIds(document).join(' '));
  if (definition === undefined) return null;
  return (
    <>
      <div className={styles['scroll']}>
        <header className={styles['header']}>
          <Glyph name={definition.icon} size={20} />
          <div>
            <h2>{nameOf(component)}</h2>
            <p>{definition.title}</p>
          </div>
          <IconButton label="Duplicate" keys="Mod+D" size="small" onPress={duplicateSelection}>
            <Copy aria-hidden />
          </IconButton>
          <IconButton label="Delete" keys="Delete" size="small" onPress={() => remove()}>
            <Trash2 aria-hidden />
          </IconButton>
        </header>
        <FindingList findings={findings} />
        <section className={styles['section']} aria-label="Settings">
          <NameField key={component.id} component={component} />
          <FieldForm
            key={`${component.id}-fields`}
            fields={fieldsOf(definition.config)}
            raw={component}
            requests={requests}
            zones={zones === '' ? [] : zones.split(' ')}
            onFocus={onFocus}
            onChange={onChange}
          />
        </section>
        <Figures id={component.id} />
        <Calls component={component} />
        <section className={styles['section']}>
          <About definition={definition} />
        </section>
      </div>
      <HelpPane field={focused} />
    </>
  );
}
