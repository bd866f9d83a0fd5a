import 'reflect-metadata';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endGently, type EndGently } from './end-gently.js';
import { fastifyAdapter, prepareHttp } from './start-http.js';

const LONG_MS = 60_000;

/** A request that is answered when the test says so. */
class Slow {
  came: () => void = () => undefined;
  answer: () => void = () => undefined;
  readonly hasCome = new Promise<void>((resolve) => (this.came = resolve));
  readonly mayBeAnswered = new Promise<void>((resolve) => (this.answer = resolve));
}
let slow: Slow;

@Controller()
class SlowController {
  @Post('slow')
  @HttpCode(202)
  async slow() {
    slow.came();
    await slow.mayBeAnswered;
    return { accepted: true };
  }

  @Get('quick')
  quick() {
    return {};
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

describe('the end of a service’s HTTP side', () => {
  const http = { bodies: 'json', maxBodyBytes: 1000 } as const;
  const agent = new Agent({ keepAlive: true });
  let app: NestFastifyApplication;
  let end: EndGently;
  let port: number;

  beforeEach(async () => {
    slow = new Slow();
    app = await NestFactory.create<NestFastifyApplication>(SlowModule, fastifyAdapter(http), {
      logger: false,
      bodyParser: false,
    });
    prepareHttp(app, http);
    end = endGently(app);
    await app.listen(0, '127.0.0.1');
    port = Number(new URL(await app.getUrl()).port);
  });
  afterEach(async () => {
    slow.answer();
    agent.destroy();
    await app.close();
  });

  const ask = (method: string, path: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, method, path, agent }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer));
      });
      request.on('error', reject);
      request.end();
    });

  it('answers what is under way, and then closes its connection', async () => {
    const answer = ask('POST', '/slow');
    await slow.hasCome;
    end(LONG_MS);
    const closed = app.close();
    slow.answer();
    expect((await answer).statusCode).toBe(202);
    expect((await answer).headers.connection).toBe('close');
    await closed;
  });

  it('tells those who keep their connections to open another, and doesn’t wait for them', async () => {
    const before = await ask('GET', '/quick');
    expect(before.headers.connection).toBe('keep-alive');
    end(LONG_MS);
    const after = await ask('GET', '/quick');
    expect([after.statusCode, after.headers.connection]).toEqual([200, 'close']);
    const kept = connect(port, '127.0.0.1');
    await new Promise((resolve) => {
      kept.once('data', resolve);
      kept.write('HEAD /quick HTTP/1.1\r\nhost: localhost\r\n\r\n');
    });
    await app.close();
    kept.destroy();
  });

  it('cuts off what takes too long', async () => {
    const answer = ask('POST', '/slow');
    const cut = expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
    await slow.hasCome;
    end(20);
    await app.close();
    await cut;
  });
});
