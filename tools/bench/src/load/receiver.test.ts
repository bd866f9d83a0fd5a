import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@postrider/testing';
import { HttpPool, statusOf } from './http-pool.js';
import { markedData } from './mark.js';
import { Receiver } from './receiver.js';

let receiver: Receiver;
let pool: HttpPool;

beforeEach(async () => {
  receiver = await Receiver.start();
  receiver.begin(1);
  pool = new HttpPool(receiver.port, 2);
});

afterEach(async () => {
  pool.close();
  await receiver.stop();
});

const post = (path: string, number: number, run = 1): Promise<number> =>
  pool.post(path, 'x-any: thing\r\n', markedData({ run, number, sentUs: 7 })).then(statusOf);

describe('the receiver, asked by the pool', () => {
  it('answers over fewer connections than requests, and notes event, endpoint and time', async () => {
    const statuses = await Promise.all(Array.from({ length: 20 }, (_, number) => post(`/in/${number % 3}`, number)));
    expect(statuses).toEqual(Array.from({ length: 20 }, () => 200));
    const { numbers, groups, sentUs, arrivedUs } = receiver.arrivals();
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, number) => number));
    expect([...groups]).toEqual([...numbers].map((number) => number % 3));
    expect(new Set(sentUs)).toEqual(new Set([7]));
    expect(arrivedUs.every((each) => each > 0)).toBe(true);
  });

  it('counts this run’s deliveries alone', async () => {
    await post('/in/0', 1, 0);
    await post('/in/0', 2);
    receiver.begin(2);
    await post('/in/0', 3, 1);
    await post('/in/0', 4, 2);
    expect([...receiver.arrivals().numbers]).toEqual([4]);
  });

  it('lets what hangs hang until the gate opens, and nothing else', async () => {
    receiver.setGate(false);
    const hanging = post('/hang/0', 1);
    await post('/in/1', 2);
    expect([...receiver.arrivals().numbers]).toEqual([2]);
    receiver.setGate(true);
    await expect(hanging).resolves.toBe(200);
    expect([...receiver.arrivals().numbers]).toEqual([2, 1]);
  });

  it('never counts what was given up while it hung', async () => {
    receiver.setGate(false);
    const hanging = post('/hang/0', 1);
    await post('/in/1', 2);
    pool.close();
    await expect(hanging).rejects.toThrow('closed');
    await eventually('the end of what hung', () => receiver.hanging === 0);
    receiver.setGate(true);
    expect([...receiver.arrivals().numbers]).toEqual([2]);
  });
});

describe('the pool', () => {
  it('rejects when there is nobody to ask', async () => {
    const port = receiver.port;
    await receiver.stop();
    const lonely = new HttpPool(port, 1);
    await expect(lonely.post('/in/0', '', '{}')).rejects.toThrow('ECONNREFUSED');
    receiver = await Receiver.start();
  });
});
