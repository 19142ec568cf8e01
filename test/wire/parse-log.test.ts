import { expect, test } from 'vitest';
import { logLines, parseLogLine } from '../../src/wire/parse-log.ts';

const at = '2026-11-20T19:01:39.123Z';

test('the line of fields of a registry 2.8 is a request', () => {
  const line =
    'time="2026-11-20T19:01:39.1Z" level=error msg="response completed with error" err.code="blob unknown" go.version=go1.20.8 http.request.host="localhost:5000" http.request.method=HEAD http.request.uri="/v2/app/blobs/sha256:aa" http.request.useragent="docker/20.10 \\"x\\"" http.response.duration=1.2ms http.response.status=404 http.response.written=157';
  expect(parseLogLine(line, at)).toEqual({
    form: 'fields',
    time: at,
    method: 'HEAD',
    path: '/v2/app/blobs/sha256:aa',
    status: 404,
    bytesOut: 157,
    userAgent: 'docker/20.10 "x"',
  });
  expect(parseLogLine('time="x" level=info msg="listening on [::]:5000"', at)).toBeUndefined();
});

test('so is the line that web servers write', () => {
  const line =
    '172.17.0.1 - me [20/Nov/2026:19:01:39 +0000] "PUT /v2/app/manifests/v1 HTTP/1.1" 201 0 "" "curl/8.1"';
  expect(parseLogLine(line, at)).toMatchObject({
    form: 'combined',
    time: '2026-11-20T19:01:39.000Z',
    method: 'PUT',
    status: 201,
    userAgent: 'curl/8.1',
  });
});

test('the frames of `docker logs --timestamps` are taken apart, also where a line lies in two of them', () => {
  const frame = (stream: number, text: string): Buffer => {
    const head = Buffer.alloc(8);
    head[0] = stream;
    head.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([head, Buffer.from(text)]);
  };
  const bytes = Buffer.concat([
    frame(1, '2026-11-20T19:01:39.123456789Z one\n2026-11-20T19:01:40.5Z tw'),
    frame(2, '2026-11-20T19:01:41Z err\n'),
    frame(1, 'o\n'),
  ]);
  expect(logLines(bytes)).toEqual([
    { at: '2026-11-20T19:01:39.123Z', line: 'one' },
    { at: '2026-11-20T19:01:40.500Z', line: 'two' },
    { at: '2026-11-20T19:01:41.000Z', line: 'err' },
  ]);
  expect(logLines(Buffer.from('2026-11-20T19:01:41Z raw\r\n'))).toHaveLength(1);
});
