import {
  type AnyComponent,
  type AnyFault,
  catalogue,
  connectionFields,
  type Field,
  faultCatalogue,
  fieldsOf,
} from '../../simulator/index.ts';

export { effectWords } from './effect-words.ts';

/** The component reference as Markdown, made from the catalogue: what is shown in the studio is what is written here. */
export function componentReference(): string {
  return [
    '# Components, connections and faults',
    '',
    'Made from the catalogue; do not edit. Defaults stand with their source: replace them by what you have measured.',
    '',
    ...catalogue.flatMap(componentSection),
    '## Connections',
    '',
    'A connection is a call: its plan says which requests take it, in what order and how often; its policies say what the caller does about slowness and failure.',
    '',
    ...fieldTable(connectionFields),
    '## Faults',
    '',
    ...faultCatalogue.flatMap(faultSection),
  ].join('\n');
}

function componentSection(definition: AnyComponent): string[] {
  const { type, title, summary, alsoKnownAs, help, misconception, leavesOut, wiring } = definition;
  return [
    `## ${title} (\`${type}\`)`,
    '',
    summary,
    ...(alsoKnownAs === undefined ? [] : ['', `*Also known as:* ${alsoKnownAs.join(', ')}.`]),
    '',
    help,
    '',
    `*It teaches against:* ${misconception}`,
    '',
    `*Left out:* ${leavesOut}`,
    '',
    `*Connections:* ${wiring}`,
    '',
    ...fieldTable(fieldsOf(definition.config)),
  ];
}

function faultSection({ kind, title, summary, help, config }: AnyFault): string[] {
  return [`### ${title} (\`${kind}\`)`, '', `${summary} ${help}`, '', ...fieldTable(fieldsOf(config))];
}

function fieldTable(fields: readonly Field[]): string[] {
  if (fields.length === 0) return [];
  return ['| Field | Default | What it says | Source of the default |', '|---|---|---|---|', ...rows(fields, ''), ''];
}

function rows(fields: readonly Field[], prefix: string): string[] {
  return fields.flatMap((field) => {
    const name = `${prefix}${field.name}`;
    const written = field.default === undefined ? (field.required ? 'required' : '–') : code(field.default);
    const options = field.options?.map((option) => `\`${option.value}\``).join(', ');
    const when = field.appliesWhen;
    const says = [
      field.description,
      ...(field.usual === undefined ? [] : [`Usual: ${field.usual}.`]),
      ...(options === undefined ? [] : [`One of ${options}.`]),
      ...(when === undefined ? [] : [`Only with \`${when.field}\` ${when.is.map(code).join(' or ')}.`]),
    ].join(' ');
    const row = `| \`${name}\` | ${written} | ${cell(says)} | ${cell(field.source ?? '')} |`;
    return [row, ...rows(field.fields ?? [], `${name}.`)];
  });
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
