import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { MOST_TRACES, readQuantity, runSchema } from '../../simulator/index.ts';
import { compare } from './commands/compare.ts';
import { estimate } from './commands/estimate.ts';
import { explain } from './commands/explain.ts';
import { list } from './commands/list.ts';
import { prices } from './commands/prices.ts';
import { probe } from './commands/probe.ts';
import { schema } from './commands/schema.ts';
import { sensitivity } from './commands/sensitivity.ts';
import { simulate } from './commands/simulate.ts';
import { studio } from './commands/studio.ts';
import { sweep } from './commands/sweep.ts';
import { validate } from './commands/validate.ts';
import { type Host, type Outcome, Refusal } from './host.ts';

/** Named in the format of the command line, and still to come. */
const later = ['check', 'grade', 'interview', 'new'] as const;

const designFile = 'a design (*.design.json), or - for standard input';
const scenario = () =>
  new Option('--scenario <id|file>', 'take workload, faults, objectives and run from it where the design has none');
const json = () => new Option('--json', 'print JSON and nothing else');
const quiet = () => new Option('-q, --quiet', 'no progress, no warnings and notes');
const priceFile = () =>
  new Option('--prices <file>', 'price list for the bill (`headroom prices` prints the one that is used without)');
const rate = () =>
  new Option('--rate <rate>', 'scale all streams so that their rates sum to this, such as 8000/s').argParser(
    positive('rate'),
  );

/**
 * Runs one command line (without the program's own name). Bad usage is refused with the nearest name; what commands
 * throw passes through.
 */
export async function runProgram(words: readonly string[], version: string, host: Host): Promise<Outcome> {
  let outcome: Outcome = 'done';
  const action = (run: () => Outcome | Promise<Outcome>) => async () => {
    outcome = await run();
  };
  const program = programFor(version, host, action);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return 'interrupted';
    if (!(error instanceof CommanderError)) throw error;
    // Help and version arrive as errors without fault; what is wrong with the usage has been said.
    return error.exitCode === 0 ? 'done' : 'refused';
  }
  return outcome;
}

function programFor(version: string, host: Host, action: Action): Command {
  const program = new Command('headroom')
    .description('Runs system designs: how they perform under load, what limits them, how they break, what they cost.')
    .version(version, '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: host.out,
      writeErr: host.err,
      outputError: (text, write) => write(text.replace(/^error: /, 'headroom: ')),
      getOutHelpWidth: () => host.style.width,
      getErrHelpWidth: () => host.errorStyle.width,
    })
    .helpCommand('help [command]', 'the same as --help, of a command too')
    .addHelpText('after', afterHelp);
  program
    .command('simulate')
    .argument('<file>', designFile)
    .description('run a design request by request, and judge it by its objectives')
    .addOption(scenario())
    .addOption(new Option('--seed <n>', 'seed of all random numbers').argParser(whole(0, 0xffff_ffff)))
    .addOption(new Option('--replications <n>', 'independent runs, for intervals').argParser(whole(1, 1000)))
    .addOption(
      new Option('--precision <share>', 'replications until mean and p99 are known to ±2%, say').argParser(precision),
    )
    .addOption(
      new Option('--jobs <n>', 'threads for replications; as many as there are cores').argParser(whole(1, 256)),
    )
    .addOption(new Option('--duration <time>', 'simulated time, such as 30s or "2 min"').argParser(positive('time')))
    .addOption(rate())
    .addOption(priceFile())
    .addOption(json())
    .addOption(quiet())
    .addOption(new Option('--html <file>').hideHelp())
    .addOption(new Option('--no-blame', 'do not follow where the time of requests goes: quicker by a fifth'))
    .addOption(new Option('--trace <file>', 'write traces as OTLP, which Jaeger opens; takes a second run'))
    .addOption(
      new Option('--traces <n>', 'of the slowest, of failures and of all, so many each')
        .argParser(whole(1, MOST_TRACES))
        .default(10),
    )
    .action((file: string, { html, ...options }) => {
      if (html !== undefined) throw notBuilt('--html');
      return action(() => simulate(file, options, host))();
    });
  program
    .command('estimate')
    .argument('<file>', designFile)
    .description('the closed-form answer: utilization, bottleneck, capacity, mean waits, availability, cost')
    .addOption(scenario())
    .addOption(rate())
    .addOption(priceFile())
    .addOption(json())
    .addOption(quiet())
    .action((file: string, options) => action(() => estimate(file, options, host))());
  program
    .command('compare')
    .argument('<a>', 'the design to compare with')
    .argument('<b>', 'the other design')
    .description('two designs on the same random numbers, with intervals on the differences')
    .addOption(scenario())
    .addOption(new Option('--seed <n>', 'seed of all random numbers').argParser(whole(0, 0xffff_ffff)))
    .addOption(new Option('--replications <n>', 'pairs of runs; 10 unless a has more').argParser(whole(2, 1000)))
    .addOption(
      new Option('--jobs <n>', 'threads for replications; as many as there are cores').argParser(whole(1, 256)),
    )
    .addOption(new Option('--duration <time>', 'simulated time, such as 30s or "2 min"').argParser(positive('time')))
    .addOption(rate())
    .addOption(priceFile())
    .addOption(json())
    .addOption(quiet())
    .action((a: string, b: string, options) => action(() => compare(a, b, options, host))());
  study(program, 'explain', 'what limits a design and why: each finding is tried by runs with just that changed')
    .addOption(priceFile())
    .action((file: string, options) => action(() => explain(file, options, host))());
  study(program, 'sensitivity', 'which component or connection is worth most: each made faster, and bought more of')
    .addOption(priceFile())
    .action((file: string, options) => action(() => sensitivity(file, options, host))());
  study(program, 'probe', 'whether good service comes back when a trigger is gone, and how small a trigger sticks')
    .addOption(
      new Option(
        '--trigger <fault>',
        'such as surge:3, slow:db:10, crash:db or flush:cache; else the design’s first fault',
      ),
    )
    .addOption(new Option('--for <time>', 'how long the trigger lasts; 10s unless given').argParser(positive('time')))
    .addOption(new Option('--baseline <time>', 'watched before the trigger').argParser(positive('time')))
    .addOption(new Option('--watch <time>', 'watched after the trigger').argParser(positive('time')))
    .addOption(new Option('--no-search', 'only this trigger: no search for the smallest, nor for the loads'))
    .action((file: string, options) => action(() => probe(file, options, host))());
  study(
    program,
    'sweep',
    'a design at each point of a grid: where p99 bends, and the largest load that meets the objectives',
  )
    .addOption(
      new Option(
        '--vary <path=from..to>',
        'such as rate=100/s..2k/s:6, api.replicas=1..8 or "api->db.timeout=10ms..1s:log"',
      )
        .argParser((text, before: readonly string[] = []) => [...before, text])
        .makeOptionMandatory(),
    )
    .addOption(priceFile())
    .addOption(new Option('--csv', 'print comma-separated values and nothing else').conflicts('json'))
    .action((file: string, options) => action(() => sweep(file, options, host))());
  program
    .command('list')
    .description('scenarios, components, call policies and faults; with a name, all about that one')
    .argument('[name]', 'type of a component, kind of a fault, or "connection"')
    .addOption(json())
    .action((name: string | undefined, options) => action(() => list(name, options, host))());
  program
    .command('prices')
    .description('the price list that bills are made from, as a file to start your own from (--prices)')
    .action(action(() => prices(host)));
  program
    .command('schema')
    .argument(
      '<kind>',
      'design, scenario, result, session, prices, explanation, sensitivity, probe, sweep or comparison',
    )
    .description('the JSON Schema of a kind of file or of a report, for editors and other programs')
    .action((kind: string) => action(() => schema(kind, host))());
  program
    .command('studio')
    .description('serve the studio on 127.0.0.1, port 4173 or PORT, and open a browser unless BROWSER=none')
    .action(action(() => studio(host)));
  program
    .command('validate')
    .description('run the cases whose answers are known, and write docs/validation.md')
    .option('--quick', 'short runs: half a minute')
    .addOption(new Option('--case <ids>', 'only these, such as T01,T33').argParser((text) => text.split(/[\s,]+/)))
    .addOption(new Option('--seed <n>', 'seed of all random numbers').argParser(whole(0, 0xffff_ffff)).default(1))
    .option('--out <file>', 'write the page there')
    .addOption(json())
    .addOption(quiet())
    .action((options) => action(() => validate(options, host))());
  for (const name of later) {
    program
      .command(name, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .helpOption(false)
      .action(() => {
        throw notBuilt(`headroom ${name}`);
      });
  }
  return program;
}

/** A command that runs many experiments with one design. */
function study(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .argument('<file>', designFile)
    .description(description)
    .addOption(scenario())
    .addOption(new Option('--seed <n>', 'seed of all random numbers').argParser(whole(0, 0xffff_ffff)))
    .addOption(new Option('--replications <n>', 'runs behind each interval').argParser(whole(2, 1000)))
    .addOption(
      new Option('--jobs <n>', 'threads for replications; as many as there are cores').argParser(whole(1, 256)),
    )
    .addOption(new Option('--duration <time>', 'simulated time, such as 30s or "2 min"').argParser(positive('time')))
    .addOption(rate())
    .addOption(json())
    .addOption(quiet());
}

type Action = (run: () => Outcome | Promise<Outcome>) => () => Promise<void>;

const afterHelp = `
Exit status:
  0  done, and every objective met
  1  done, and an objective missed; of probe: the design did not recover
  2  bad input or usage
  3  ended early by a guard or by Ctrl-C; what there is was printed

Examples:
  headroom simulate scenarios/url-shortener/reference.design.json
  headroom simulate my.design.json --scenario url-shortener --rate 30k/s --json
  headroom list service

Not built yet: ${later.join(', ')}.`;

const notBuilt = (what: string): Refusal => new Refusal(`${what} is not built yet.`);

/** A whole number within bounds. */
function whole(least: number, most: number) {
  return (text: string): number => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

/** Half-width of an interval as a share of the value. */
function precision(text: string): number {
  const reading = readQuantity(text, 'fraction');
  const parsed = runSchema.shape.precision.safeParse(reading.ok ? reading.value : undefined);
  if (reading.ok && parsed.success && parsed.data !== undefined) return parsed.data;
  throw new InvalidArgumentError('Expected a share such as 2% or 0.02, from 1 % to 50 %.');
}

const bounds = {
  time: { most: 10 * 31_536_000, says: 'a time such as 30s, "2 min" or 500ms, up to ten years' },
  rate: { most: 1e8, says: 'a rate such as 8000/s, 20k/s or 50M/day, up to 100M/s' },
} as const;

/** A time or a rate with its unit; a bare number is in seconds or per second, as in a file. */
function positive(dimension: keyof typeof bounds) {
  return (text: string): number => {
    const { most, says } = bounds[dimension];
    const bare = text.trim() !== '' && Number.isFinite(Number(text));
    const reading = readQuantity(bare ? Number(text) : text, dimension);
    if (reading.ok && reading.value > 0 && reading.value <= most) return reading.value;
    throw new InvalidArgumentError(`Expected ${says}.`);
  };
}
