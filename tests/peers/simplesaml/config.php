<?php
// What differs from what SimpleSAMLphp takes by itself.
$data = getenv('SAML_DATA');
$config = [
    'baseurlpath' => getenv('SAML_URL') . '/',
    'certdir' => $data . '/',
    'loggingdir' => $data . '/',
    'datadir' => $data . '/',
    'tempdir' => $data . '/tmp',
    'secretsalt' => 'a salt of the tests alone',
    'auth.adminpassword' => bin2hex(random_bytes(16)),
    'technicalcontact_email' => 'na@example.org',
    'timezone' => 'UTC',
    'logging.handler' => 'errorlog',
    'logging.level' => SimpleSAML\Logger::ERR,
    'enable.saml20-idp' => true,
    'module.enable' => ['core' => true, 'saml' => true, 'exampleauth' => true],
    'session.phpsession.savepath' => $data . '/tmp',
    'session.cookie.secure' => false,
    'metadata.sources' => [
        ['type' => 'flatfile', 'directory' => getenv('SIMPLESAMLPHP_CONFIG_DIR') . '/metadata'],
    ],
    'store.type' => 'phpsession',
];
