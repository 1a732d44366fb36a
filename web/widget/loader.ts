declare const __CORE__: string;
void import(/* @vite-ignore */ new URL(__CORE__, (document.currentScript as HTMLScriptElement).src).href);
