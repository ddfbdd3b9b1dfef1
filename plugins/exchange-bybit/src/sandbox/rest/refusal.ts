/** A request that Bybit answers with a retCode of its own, under HTTP 200. */
export class Refusal extends Error {
  readonly retCode: number;
  readonly result: object;

  constructor(retMsg: string, result: object = {}, retCode = 10001) {
    super(retMsg);
    this.name = 'Refusal';
    this.retCode = retCode;
    this.result = result;
  }
}
