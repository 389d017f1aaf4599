"""moto's S3 on the loopback, which checks signatures.

    s3_server.py ROOT STATE

has the files below ROOT as objects of the bucket `corpus`, and a thousand and some small ones below `many/`. STATE gets
s3.json, once it listens: its port, and the keys of a user and of a role. It ends with the process that started it.
"""

import json
import os
import sys
import time

import boto3
import requests
from moto.server import ThreadedMotoServer

root, state = (os.path.abspath(path) for path in sys.argv[1:3])
for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
    os.environ[name] = "setup"
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
port = server.get_host_and_port()[1]
endpoint = f"http://127.0.0.1:{port}"


def client(name):
    return boto3.client(name, endpoint_url=endpoint, region_name="us-east-1")


s3, iam, sts = client("s3"), client("iam"), client("sts")
s3.create_bucket(Bucket="corpus")
for folder, _, files in os.walk(root):
    for file in files:
        path = os.path.join(folder, file)
        with open(path, "rb") as body:
            s3.put_object(Bucket="corpus", Key=os.path.relpath(path, root), Body=body.read())
for number in range(1100):
    s3.put_object(Bucket="corpus", Key=f"many/{number:04}.jsonl", Body=b'{"id": "%d", "text": "x"}\n' % number)
s3.put_object(Bucket="corpus", Key="many/.hidden", Body=b"no JSON")

policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
iam.create_user(UserName="reader")
iam.put_user_policy(UserName="reader", PolicyName="all", PolicyDocument=policy)
user = iam.create_access_key(UserName="reader")["AccessKey"]
trust = json.dumps({"Version": "2012-10-17", "Statement": {
    "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}})
role = iam.create_role(RoleName="role", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
iam.put_role_policy(RoleName="role", PolicyName="all", PolicyDocument=policy)
session = sts.assume_role(RoleArn=role, RoleSessionName="session")["Credentials"]
# From here on every request must be signed.
requests.post(f"{endpoint}/moto-api/reset-auth", data=b"0", timeout=10)

part = os.path.join(state, "s3.part")
with open(part, "w") as file:
    json.dump({
        "port": port, "user": [user["AccessKeyId"], user["SecretAccessKey"]],
        "role": [session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"]],
    }, file)
os.rename(part, os.path.join(state, "s3.json"))
parent = os.getppid()
while os.getppid() == parent:
    time.sleep(0.2)
