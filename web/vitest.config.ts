import { defineConfig } from "vitest/config";

// Two kinds: pure functions here, and real browsers against the real server.
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["shared/**/*.test.ts", "widget/**/*.test.ts", "console/**/*.test.ts", "pages/**/*.test.ts"], environment: "node" } },
      {
        test: {
          name: "browser",
          include: ["tests/**/*.test.ts"],
          environment: "node",
          globalSetup: "tests/support/global.ts",
          // Node 20 has a WebSocket behind this flag; newer ones take it and have it anyway.
          execArgv: ["--experimental-websocket"],
          // One browser and one server at a time on two cores; a story takes seconds, a machine under load takes longer.
          fileParallelism: false,
          testTimeout: 60_000,
          // Real clocks, processes and browsers on cores that others use: a second try is shown in the log, a third is a defect.
          retry: 1,
          // A line that was cut comes back after a pause of seconds.
          expect: { poll: { timeout: 10_000 } },
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
