import { RandomStream } from '../../simulator/kernel/index.ts';

/** Requests that can be inside at once, far more than ever are. */
const MOST = 4096;
/** Stages of a request: on which hop it is, or with which of the five servers. */
const TO_BALANCER = 0;
const TO_CACHE = 1;
const HOME = 2;
const TO_DATABASE = 3;
const TO_SERVER = 4;
const SERVED = 9;
const STAGES = 16;
const MEANS = Float64Array.of(6, 6, 6, 6, 16);
const SERVERS = Int32Array.of(8, 8, 8, 8, 16);
/** One hop [ms]. */
const HOP = 0.5;

/**
 * The web topology with nothing around it: a heap, five waiting lines, a sum. What JavaScript with typed arrays does
 * when there are no components, books, series, policies or guards; the random numbers are the engine's.
 */
export class BareWeb {
  events = 0;
  /** Of response times [ms]. */
  sum = 0;
  private now = 0;
  private size = 0;
  private hasHole = false;
  private readonly draws = new RandomStream(1, 2, 3, 4);
  private readonly times = new Float64Array(MOST);
  private readonly payloads = new Int32Array(MOST);
  private readonly arrivedAt = new Float64Array(MOST);
  private readonly next = new Int32Array(MOST);
  private readonly busy = new Int32Array(5);
  private readonly first = new Int32Array(5).fill(-1);
  private readonly last = new Int32Array(5).fill(-1);
  private free = -1;
  private used = 0;
  private turn = 0;

  run(requests: number): { requests: number; events: number } {
    this.events = 0;
    let arrival = this.now + 0.25 * this.draws.exponential();
    for (let made = 0; made < requests; made++) {
      while (this.earliest() < arrival) this.step();
      this.now = arrival;
      arrival += 0.25 * this.draws.exponential();
      this.events++;
      let request = this.free;
      if (request < 0) request = this.used++;
      else this.free = this.next[request]!;
      this.arrivedAt[request] = this.now;
      this.push(HOP, request * STAGES + TO_BALANCER);
    }
    return { requests, events: this.events };
  }

  private step(): void {
    this.now = this.times[0]!;
    const payload = this.payloads[0]!;
    this.hasHole = true;
    this.events++;
    const request = payload >> 4;
    const stage = payload & 15;
    if (stage === TO_BALANCER) {
      this.turn = (this.turn + 1) & 3;
      this.push(HOP, request * STAGES + TO_SERVER + this.turn);
    } else if (stage === TO_CACHE) {
      this.push(HOP, request * STAGES + (this.draws.uniform() < 0.8 ? HOME : TO_DATABASE));
    } else if (stage === HOME) {
      this.sum += this.now - this.arrivedAt[request]!;
      this.next[request] = this.free;
      this.free = request;
    } else if (stage === TO_DATABASE) {
      this.join(request, 4);
    } else if (stage < TO_SERVER + 4) {
      this.join(request, stage - TO_SERVER);
    } else {
      this.leave(request, stage - SERVED);
    }
  }

  private join(request: number, server: number): void {
    if (this.busy[server]! < SERVERS[server]!) {
      this.busy[server]!++;
      this.push(MEANS[server]!, request * STAGES + SERVED + server);
      return;
    }
    this.next[request] = -1;
    if (this.last[server]! >= 0) this.next[this.last[server]!] = request;
    else this.first[server] = request;
    this.last[server] = request;
  }

  private leave(request: number, server: number): void {
    const waiting = this.first[server]!;
    if (waiting < 0) {
      this.busy[server]!--;
    } else {
      this.first[server] = this.next[waiting]!;
      if (this.first[server]! < 0) this.last[server] = -1;
      this.push(MEANS[server]!, waiting * STAGES + SERVED + server);
    }
    this.push(HOP, request * STAGES + (server < 4 ? TO_CACHE : HOME));
  }

  private earliest(): number {
    if (this.hasHole) {
      this.hasHole = false;
      this.size--;
      if (this.size > 0) this.sink(this.times[this.size]!, this.payloads[this.size]!);
    }
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.times[0]!;
  }

  private push(mean: number, payload: number): void {
    const { times, payloads } = this;
    const time = this.now + mean * this.draws.exponential();
    if (this.hasHole) {
      this.hasHole = false;
      this.sink(time, payload);
      return;
    }
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      if (times[parent]! <= time) break;
      times[at] = times[parent]!;
      payloads[at] = payloads[parent]!;
      at = parent;
    }
    times[at] = time;
    payloads[at] = payload;
  }

  private sink(time: number, payload: number): void {
    const { times, payloads, size } = this;
    let at = 0;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= size) break;
      let least = first;
      const end = Math.min(first + 4, size);
      for (let child = first + 1; child < end; child++) if (times[child]! < times[least]!) least = child;
      if (time <= times[least]!) break;
      times[at] = times[least]!;
      payloads[at] = payloads[least]!;
      at = least;
    }
    times[at] = time;
    payloads[at] = payload;
  }
}
