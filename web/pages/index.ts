export {}; console.log('index')
