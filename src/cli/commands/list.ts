import {
  type AnyFault,
  catalogue,
  connectionFields,
  definitionOf,
  type FaultTarget,
  type Field,
  faultCatalogue,
  faultOf,
  fieldsOf,
  policies,
} from '../../../simulator/index.ts';
import { didYouMean, listed } from '../../index.ts';
import { type Host, type Outcome, Refusal } from '../host.ts';
import { jsonText } from '../json.ts';
import { fieldLines, headedText, nameTable } from '../render/catalogue.ts';
import { designsOf, openScenario, scenarioIds } from '../scenarios.ts';

/** A thing that a file or the command line can name. */
interface Entry {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
}

/** Everything that can be named: scenarios, types of components, call policies, faults. Or one of them, in full. */
export async function list(
  name: string | undefined,
  options: { readonly json?: boolean },
  host: Host,
): Promise<Outcome> {
  if (name !== undefined) return details(name, options, host);
  const scenarios = await Promise.all((await scenarioIds()).map((id) => scenarioEntry(id, host)));
  const components: Entry[] = catalogue.map(({ type, title, summary }) => ({ name: type, title, summary }));
  const fields = new Map(connectionFields.map((field) => [field.name, field.description]));
  const callPolicies: Entry[] = policies.map(({ field, title }) => ({
    name: field,
    title,
    summary: fields.get(field) ?? '',
  }));
  const faults: Entry[] = faultCatalogue.map(({ kind, title, summary }) => ({ name: kind, title, summary }));
  if (options.json) {
    host.out(jsonText({ scenarios, components, connectionPolicies: callPolicies, faults }));
    return 'done';
  }
  const sections = [
    nameTable(
      'Scenarios',
      scenarios.map(({ summary, designs, ...rest }) => ({
        ...rest,
        summary: `${summary} Designs in scenarios/${rest.name}: ${designs.map((file) => file.replace('.design.json', '')).join(', ')}.`,
      })),
      host.style,
    ),
    nameTable('Components', components, host.style),
    nameTable('Call policies of a connection', callPolicies, host.style),
    nameTable('Faults', faults, host.style),
    ['`headroom list NAME` tells all about one of them, or about `connection`.'],
  ];
  host.out(`${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`);
  return 'done';
}

async function scenarioEntry(id: string, host: Host): Promise<Entry & { readonly designs: readonly string[] }> {
  const { scenario } = await openScenario(id, host);
  return {
    name: id,
    title: scenario?.title ?? id,
    summary: scenario?.summary ?? 'This scenario’s file has errors.',
    designs: await designsOf(id),
  };
}

/** A component, a call policy, a fault or the connection as the catalogue describes it. */
interface Described extends Entry {
  readonly notes: readonly string[];
  readonly fields: readonly Field[];
}

const struck: Readonly<Record<FaultTarget, string>> = {
  component: '"component": ID',
  connection: '"from": ID, "to": ID',
  zone: '"zone": ZONE',
  request: '"request": NAME',
  'component-or-zone': '"component": ID',
  'connection-or-zone': '"from": ID, "to": ID',
  load: '',
};

/** A fault as a file writes it, with the fields that it must have. */
function faultExample({ kind, target, always, config, end }: AnyFault): string {
  const required = fieldsOf(config).filter((field) => field.required);
  const fields = [struck[target], ...required.map(({ name }) => `"${name}": …`)]
    .filter((text) => text !== '')
    .join(', ');
  const time = always === true ? '' : `"at": "20 s", ${end === undefined ? '' : '"for": "10 s", '}`;
  return `{ ${time}"${kind}": ${fields === '' ? '{}' : `{ ${fields} }`} }`;
}

function describedBy(name: string): Described | undefined {
  const component = definitionOf(name);
  if (component !== undefined) {
    const { type, title, summary, alsoKnownAs = [], help, misconception, leavesOut, wiring, config } = component;
    return {
      name: type,
      title,
      summary,
      notes: [
        ...(alsoKnownAs.length === 0 ? [] : [`Also known as: ${alsoKnownAs.join(', ')}.`]),
        help,
        misconception,
        wiring,
        `Left out: ${leavesOut}`,
      ],
      fields: fieldsOf(config),
    };
  }
  const fault = faultOf(name);
  if (fault !== undefined) {
    const { kind, title, summary, help, config } = fault;
    return { name: kind, title, summary, notes: [help, `In a file: ${faultExample(fault)}`], fields: fieldsOf(config) };
  }
  const policy = policies.find(({ field }) => field === name);
  const asField = connectionFields.find((field) => field.name === name);
  if (policy !== undefined && asField !== undefined) {
    return {
      name,
      title: policy.title,
      summary: 'A call policy: a field of a connection.',
      notes: [],
      fields: [asField],
    };
  }
  if (name !== 'connection') return undefined;
  const summary =
    'A call from one component to another: which requests make it, and what the caller does about slowness and failure.';
  return { name, title: 'Connection', summary, notes: [], fields: connectionFields };
}

/** A scenario in short; its load, objectives and designs are files that one opens. */
async function scenarioDetails(id: string, options: { readonly json?: boolean }, host: Host): Promise<Outcome> {
  const [entry, { scenario }] = await Promise.all([scenarioEntry(id, host), openScenario(id, host)]);
  const objectives = scenario?.objectives ?? [];
  if (options.json) {
    host.out(jsonText({ ...entry, objectives }));
    return 'done';
  }
  const paragraphs = [entry.summary, ...(scenario?.brief.story.split('\n\n') ?? [])];
  const lines = [
    ...headedText(`${entry.title} (${id})`, paragraphs, host.style),
    '',
    ...nameTable(
      'Objectives',
      objectives.map(({ name, require }) => ({ name, summary: require })),
      host.style,
    ),
    '',
    host.style.paint.strong('Designs'),
    ...entry.designs.map((file) => `  scenarios/${id}/${file}`),
  ];
  host.out(`${lines.join('\n')}\n`);
  return 'done';
}

/** What has a field of this name: the connection, or types of components. */
function ownersOf(name: string): string[] {
  const has = (fields: readonly Field[]) => fields.some((field) => field.name === name);
  return [
    ...(has(connectionFields) ? ['connection'] : []),
    ...catalogue.filter((definition) => has(fieldsOf(definition.config))).map(({ type }) => type),
  ];
}

async function details(name: string, options: { readonly json?: boolean }, host: Host): Promise<Outcome> {
  const described = describedBy(name);
  if (described === undefined) {
    const ids = await scenarioIds();
    if (ids.includes(name)) return scenarioDetails(name, options, host);
    const names = [
      ...ids,
      ...catalogue.map(({ type }) => type),
      ...policies.map(({ field }) => field),
      ...faultCatalogue.map(({ kind }) => kind),
      'connection',
    ];
    const product = catalogue.find(({ alsoKnownAs = [] }) =>
      alsoKnownAs.some((other) => other.toLowerCase() === name.toLowerCase()),
    );
    if (product !== undefined) return details(product.type, options, host);
    const owners = ownersOf(name);
    if (owners.length > 0)
      throw new Refusal(
        `"${name}" is a field of ${listed(owners, 'and')}; \`headroom list ${owners[0]}\` describes it.`,
      );
    throw new Refusal(
      `There is nothing called ${JSON.stringify(name)} to describe.${didYouMean(name, names)} \`headroom list\` names all there is.`,
    );
  }
  if (options.json) {
    host.out(jsonText({ ...described, fields: described.fields.map(plainField) }));
    return 'done';
  }
  const { title, summary, notes, fields } = described;
  host.out(
    `${[...headedText(`${title} (${described.name})`, [summary, ...notes], host.style), '', ...fieldLines(fields, host.style)].join('\n')}\n`,
  );
  return 'done';
}

/** A field without its parser, which is no data. */
function plainField({ schema: _, fields, ...rest }: Field): object {
  return { ...rest, ...(fields !== undefined && { fields: fields.map(plainField) }) };
}
