export default {
  title: 'The sales plugin',
  head: [['script', { src: 'https://certs.example.com/certwright-embed.js' }]],
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === 'certwright-recipe' } } },
};
