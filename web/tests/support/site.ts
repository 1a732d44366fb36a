/** A foreign site that embeds the widget: its own origin, a strict content policy, and styles that mean no good. */

import { createServer, type Server as Http } from "node:http";
import { once } from "node:events";

/** Styles that a page may well have, and some that nobody should. */
const STYLE = `
* { letter-spacing: .3em; text-transform: uppercase; box-sizing: content-box; }
html { font-size: 5px; line-height: 4; direction: ltr; }
div, span, p, button, input, textarea, section, header, footer, ul, li { display: inline-block !important; position: static !important; float: right !important; color: red !important;
  font: italic 700 31px/3 serif !important; transform: rotate(2deg) !important; margin: 9px !important; padding: 13px !important; border: 7px dashed lime !important; background: yellow !important; }
body > * { opacity: .2 !important; visibility: hidden !important; width: 33px !important; height: 33px !important; overflow: hidden !important; pointer-events: none !important; z-index: -1 !important; }
main { opacity: 1 !important; visibility: visible !important; width: auto !important; height: auto !important; pointer-events: auto !important; }
svg, path { stroke: magenta !important; fill: magenta !important; width: 99px !important; }
`;
const page = (script: string) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title><link rel="stylesheet" href="/style.css"><link rel="icon" href="data:,">${script}</head>
<body><main><h1>A shop</h1><p id="one">Some <b>words</b> of the shop.</p><button>Buy</button><ul><li>one</li><li>two</li></ul><input value="a field"></main></body></html>`;

export class Site {
  private constructor(
    private readonly http: Http,
    readonly origin: string,
  ) {}

  /** Begins on a free port; `serverUrl` is asked for when a page is. */
  static async start(serverUrl: () => string): Promise<Site> {
    const http = createServer((request, response) => {
      const server = serverUrl();
      if (request.url === "/style.css") return void response.writeHead(200, { "content-type": "text/css" }).end(STYLE);
      // What a site has to allow is the script and the socket, nothing else.
      const policy = `default-src 'none'; style-src 'self'; img-src data:; script-src ${server}; connect-src ${server.replace("http", "ws")}; base-uri 'none'; require-trusted-types-for 'script'`;
      if (request.url === "/framing") {
        const framing = { "content-type": "text/html; charset=utf-8", "content-security-policy": `default-src 'none'; frame-src ${server}; img-src data:` };
        return void response.writeHead(200, framing).end(`<!doctype html><html lang="en"><title>A shop</title><link rel="icon" href="data:,"><iframe title="Chat" width="400" height="640" src="${server}/chat?inbox=default&locale=zh"></iframe></html>`);
      }
      const script = request.url === "/without" ? "" : `<script src="${server}/widget.js" data-inbox="default" async></script>`;
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy }).end(page(script));
    });
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    return new Site(http, `http://127.0.0.1:${(http.address() as { port: number }).port}`);
  }

  stop(): void {
    this.http.closeAllConnections();
    this.http.close();
  }
}
