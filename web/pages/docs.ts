export {}; console.log('docs')
