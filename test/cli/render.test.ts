import { describe, expect, it } from 'vitest';
import { bar, fitted, mean, sparkline } from '../../src/cli/render/bar.ts';
import { estimateReport } from '../../src/cli/render/estimate.ts';
import { histogram } from '../../src/cli/render/histogram.ts';
import { paintFor } from '../../src/cli/render/paint.ts';
import { plusMinus, plusMinusTime, rate, servers } from '../../src/cli/render/quantities.ts';
import { report } from '../../src/cli/render/report.ts';
import { table } from '../../src/cli/render/table.ts';
import { displayWidth } from '../../src/cli/render/text.ts';
import { bottleneckSentence, objectiveValue, verdictLines } from '../../src/cli/render/verdict.ts';
import { brokenShop, component, estimated, plainStyle, request } from './fixture.ts';

/** Without colors, and no line wider than the terminal. */
function fits(text: string, width = plainStyle.width): void {
  expect(text).not.toContain('\u001b');
  for (const line of text.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(width);
}

describe('the report of a run', () => {
  it('shows verdict, requests, latency, time, components, failures, connections, cost and provenance', async () => {
    const text = report('Shop', brokenShop, 1.84, plainStyle);
    fits(text);
    await expect(text).toMatchFileSnapshot('golden/report.txt');
  });

  it.each([80, 100])('fits into %i columns', (width) =>
    fits(report('Shop', brokenShop, 1.84, { ...plainStyle, width }), width),
  );

  it('is the same text with colors as without, once the colors are taken away', () => {
    const colored = report('Shop', brokenShop, 1.84, { ...plainStyle, paint: paintFor(true) });
    expect(colored).toContain('\u001b[31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colors are what is taken away
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(report('Shop', brokenShop, 1.84, plainStyle));
  });

  it('says of a run that served nobody what there is to say, without a plot of nothing', () => {
    const nobody = request({
      latency: { count: 0, mean: 0, p50: 0, p90: 0, p95: 0, p99: 0, p999: 0, max: 0 },
      histogram: [],
    });
    const text = report(
      'Shop',
      { ...brokenShop, requests: { '*': nobody, browse: nobody }, objectives: [], findings: [] },
      1,
      plainStyle,
    );
    fits(text);
    expect(text).toContain('• Shop: no objectives to judge it by');
    expect(text).not.toContain('Response time');
    expect(text).toMatch(/browse +5k\/s +5k\/s +0 +– +–/);
  });

  it('stays within its width with names as long as a file may have', () => {
    const long = 'a'.repeat(64);
    fits(
      report(
        'x '.repeat(60),
        {
          ...brokenShop,
          components: { [long]: component({ instances: 4 }) },
          objectives: [
            {
              name: 'o'.repeat(120),
              require: `p99(${long}) < 1 s and p99(${long}) < 2 s`,
              met: false,
              value: 3,
              unit: 's',
            },
          ],
          bottleneck: { component: long, resource: 'threads', utilization: 0.9 },
        },
        1,
        plainStyle,
      ),
    );
  });
});

describe('the verdict', () => {
  const lines = (over: Partial<typeof brokenShop>) =>
    verdictLines('Shop', { ...brokenShop, ...over }, plainStyle).join('\n');
  const [met] = brokenShop.objectives;

  it('says that a run ended early, where, and that its figures are partial', () => {
    const partial = { guard: 'events' as const, at: 3, says: 'The run made 50,000,000 events.' };
    const text = lines({ objectives: [met!], run: { ...brokenShop.run, partial } });
    expect(text).toContain('✔ Shop: the objective is met in a partial run');
    expect(text).toContain('The run made 50,000,000 events. It had reached 3 s of 20 s: these figures are partial.');
  });

  it('says why an objective could not be judged', () => {
    const text = lines({
      objectives: [{ name: 'It recovers', require: 'recovery("x") < 5 s', met: false, problem: 'It did not recover.' }],
    });
    expect(text).toMatch(/✘ {2}It recovers .* It did not recover\./);
  });

  it('says that chance decided where the interval reaches over the limit', () => {
    expect(lines({ objectives: [{ ...met!, confidence: 0.71 }] })).toContain('a close call: 71 % likely to hold');
    expect(lines({ objectives: [{ ...met!, confidence: 0.999 }] })).not.toContain('likely');
  });

  it('names the busiest resource with its waits, and does not call it a bottleneck where it is at ease', () => {
    expect(bottleneckSentence(brokenShop)).toMatch(
      /^Bottleneck: the threads of db, 98.5 % busy; 97 % of requests wait/,
    );
    const calm = {
      bottleneck: { component: 'api', resource: 'threads', utilization: 0.2 },
      components: brokenShop.components,
      findings: [],
    };
    expect(bottleneckSentence(calm)).toBe('Nothing is near its limit: the busiest, the threads of api, are 20 % busy.');
    const held = {
      code: 'threads-held',
      severity: 'critical' as const,
      component: 'db',
      says: 'db: its threads are held.',
      evidence: {},
    };
    expect(bottleneckSentence({ ...brokenShop, findings: [held] })).toBe('Bottleneck: db. Its threads are held.');
    expect(bottleneckSentence({ components: {}, findings: [] })).toContain('nothing limits it');
  });

  it.each([
    [0.0304, 's', 'p99(x) < 1 s', '30.4 ms'],
    [0.9995, '', 'availability(x) >= 99.9 %', '99.95 %'],
    [12.5, '', 'queue(db) < 20', '12.5'],
    [4100, 'USD/month', 'cost() < 5000', '$4,100'],
    [20_833, '/s', 'goodput(x) > 20000/s', '20.8k/s'],
  ])('shows %d in %j of %s as %s', (value, unit, require, shown) =>
    expect(objectiveValue(value, unit, require)).toBe(shown),
  );
});

describe('the estimate', () => {
  it('shows what would saturate, by how much, and where the formulas end', async () => {
    const text = estimateReport('Shop', estimated, plainStyle);
    fits(text);
    await expect(text).toMatchFileSnapshot('golden/estimate.txt');
  });
});

describe('the resource that limits in an estimate', () => {
  it('is the saturated one, where others are only held by it without bound', () => {
    const resources = {
      threads: { offeredLoad: Infinity, servers: 200, utilization: Infinity, wait: null },
      cores: { offeredLoad: 2.4, servers: 2, utilization: 1.2, wait: null },
    };
    const held = { ...estimated.components['db']!, limiting: 'threads', utilization: Infinity, resources };
    const text = estimateReport(
      'Shop',
      {
        ...estimated,
        components: { db: held },
        bottleneck: { component: 'db', resource: 'threads', utilization: Infinity },
      },
      plainStyle,
    );
    expect(text).toContain('Bottleneck: the cores of db would have to be 120 % busy');
    expect(text).not.toContain('∞');
  });
});

describe('bars', () => {
  it('are as long as their share, to an eighth of a column', () => {
    expect(bar(0, 4)).toBe('····');
    expect(bar(1, 4)).toBe('████');
    expect(bar(0.5 + 1 / 32, 4)).toBe('██▏·');
    expect(bar(7, 4)).toBe('████');
  });

  it('show that a tiny share is not nothing', () => expect(bar(1e-9, 4)).toBe('▏···'));

  it('draw the wasted part lighter', () => expect(bar(1, 4, 0.5)).toBe('██▒▒'));
});

describe('a line of blocks', () => {
  it('leaves a gap where there is nothing, and shows that little is not nothing', () =>
    expect(sparkline([0, 4, null, 8, 1e-9], 8)).toBe(' ▄ █▁'));

  it('combines neighbors where there are more values than columns, and repeats where there are fewer', () => {
    expect(fitted([1, 3, 5, 7], 2, mean)).toEqual([2, 6]);
    expect(fitted([1, null], 5, mean)).toEqual([1, 1, null, null]);
  });
});

describe('the plot of a distribution', () => {
  const pointed = (value: number) =>
    histogram([{ from: value * 0.999, to: value * 1.001, count: 10 }], [{ label: 'p50', value }], plainStyle);

  it('shows a constant time as a spike with its pointer below it', () => {
    const lines = pointed(0.005);
    const spike = lines[0]!.indexOf('█');
    expect(lines[0]!.trim()).toMatch(/^[█▇]{1,2}$/);
    expect(Math.abs(lines.at(-1)!.indexOf('▲') - spike)).toBeLessThanOrEqual(1);
  });

  it('keeps pointers and axis within the width, whatever the scale', () => {
    for (const value of [1e-7, 0.004, 1, 5000])
      for (const line of pointed(value)) expect(displayWidth(line)).toBeLessThanOrEqual(96);
  });

  it('shows even one request among millions', () => {
    const lines = histogram(
      [
        { from: 0.001, to: 0.0011, count: 1e7 },
        { from: 1, to: 1.01, count: 1 },
      ],
      [],
      plainStyle,
    );
    expect(lines.at(-3)!.trimEnd()).toMatch(/▁$/);
  });

  it('is empty without requests', () => expect(histogram([], [], plainStyle)).toEqual([]));
});

describe('tables', () => {
  it('leave out columns in which nothing stands, and cut only what may be cut', () => {
    const narrow = { ...plainStyle, width: 24 };
    const lines = table(
      [{ title: 'Name', flexible: true }, { title: 'none' }, { title: 'value', align: 'right' }],
      [['a name that is too long', '', '12345'], { remarks: ['first', 'second'] }],
      narrow,
    );
    expect(lines).toEqual([
      '  Name             value',
      '  a name that is…  12345',
      '                   first ·',
      '                   second',
    ]);
    expect(lines.join('')).not.toContain('none');
  });
});

describe('quantities', () => {
  it('carry an uncertainty in the unit of the value', () => {
    expect(plusMinusTime([0.0121, 0.0127])).toBe('±0.3 ms');
    expect(plusMinusTime([1.2, 1.3])).toBe('±0.05 s');
    expect(plusMinusTime(undefined)).toBe('');
    expect(plusMinus([90, 110], rate)).toBe('±10/s');
  });

  it('count one server in the singular', () => {
    expect(servers(1, 'threads')).toBe('1 thread');
    expect(servers(64, 'threads')).toBe('64 threads');
    expect(servers(null, 'threads')).toBe('threads');
  });
});
